import 'reflect-metadata';
import { Controller, Get, Inject, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ClientProxy, ClientsModule, Transport } from '@nestjs/microservices';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { firstValueFrom } from 'rxjs';

const BUS = Symbol('Bus');

/** The near end of the bare chain: sends what it has to the echo, and answers with what comes back. */
@Controller()
class EchoController {
  constructor(@Inject(BUS) private readonly bus: ClientProxy) {}

  @Get()
  async echo(): Promise<unknown> {
    return await firstValueFrom(this.bus.send<unknown>('bench.echo', { hello: 'world' }));
  }
}

@Module({
  imports: [
    ClientsModule.register([
      { name: BUS, transport: Transport.NATS, options: { servers: [process.env['NATS_URL'] ?? ''] } },
    ]),
  ],
  controllers: [EchoController],
})
class EchoGatewayModule {}

const app = await NestFactory.create<NestFastifyApplication>(EchoGatewayModule, new FastifyAdapter());
await app.listen(0, '127.0.0.1');
console.log(`Echo gateway listens on ${await app.getUrl()}`);
process.once('SIGTERM', () => void app.close());
