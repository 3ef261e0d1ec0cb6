import 'reflect-metadata';
import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { MessagePattern, Payload, Transport } from '@nestjs/microservices';
import type { MicroserviceOptions } from '@nestjs/microservices';

/** The far end of the bare chain: Nest's own NATS transport, as its documentation has it, and a handler that does nothing. */
@Controller()
class EchoController {
  @MessagePattern('bench.echo')
  echo(@Payload() payload: unknown): unknown {
    return payload;
  }
}

@Module({ controllers: [EchoController] })
class EchoModule {}

const app = await NestFactory.createMicroservice<MicroserviceOptions>(EchoModule, {
  transport: Transport.NATS,
  options: { servers: [process.env['NATS_URL'] ?? ''], queue: 'bench' },
});
await app.listen();
// There is no address to listen on; the one that is said is the bus.
console.log(`Echo listens on ${(process.env['NATS_URL'] ?? '').replace(/^nats/, 'http')}`);
process.once('SIGTERM', () => void app.close());
