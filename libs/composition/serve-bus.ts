import type { DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { MicroserviceOptions } from '@nestjs/microservices';
import { MetricsModule, NestLog, ReadinessModule, SettingsModule } from '@reeve/platform';
import type { ServedProcess, ServeOptions } from './serve.js';
import { untilAborted } from './until-aborted.js';

/** Serves the handlers of services that others reach over the bus. Requests are taken once the app is initialised. */
export async function serveBus(
  rootModule: DynamicModule,
  { settings, http, busServer, operations, signal }: ServeOptions,
): Promise<ServedProcess> {
  const { logger, readiness, registry } = http;
  const globals = [
    SettingsModule.forRoot(settings),
    MetricsModule.forRoot(registry),
    ReadinessModule.forRoot(readiness),
  ];
  const app = await NestFactory.createMicroservice<MicroserviceOptions>(
    { ...rootModule, imports: [...globals, ...(rootModule.imports ?? [])] },
    { strategy: busServer, abortOnError: false, logger: new NestLog(logger) },
  );
  try {
    await untilAborted(signal, app.listen());
  } catch (error) {
    await app.close();
    throw error;
  }
  return { url: operations.url, close: () => app.close() };
}
