import 'reflect-metadata';
import { BadRequestException, Body, Controller, Get, HttpCode, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { IsInt, IsString, validateSync } from 'class-validator';

/** As much as somebody who uses something sends. */
class UseBody {
  @IsString()
  readonly metric!: string;

  @IsInt()
  readonly amount!: number;
}

/** What Nest on Fastify can do on this machine when it has nothing to do: the yardstick. */
@Controller()
class HelloController {
  @Get()
  hello(): { hello: string } {
    return { hello: 'world' };
  }

  @Post()
  @HttpCode(200)
  take(@Body() body: object): UseBody {
    const use = Object.assign(new UseBody(), body);
    if (validateSync(use).length > 0) throw new BadRequestException();
    return use;
  }
}

@Module({ controllers: [HelloController] })
class HelloModule {}

const app = await NestFactory.create<NestFastifyApplication>(HelloModule, new FastifyAdapter());
await app.listen(0, '127.0.0.1');
console.log(`Hello listens on ${await app.getUrl()}`);
process.once('SIGTERM', () => void app.close());
