import type { DynamicModule } from '@nestjs/common';
import { LoggerModule } from 'nestjs-pino';
import type { Logger } from 'pino';

/**
 * Nest's own log, and that of every `new Logger(…)`, through the process's logger.
 *
 * nestjs-pino's middleware stays out: it would make a child logger and an async context for every request, which costs
 * more than a read does. What is logged about a request names its `requestId` instead.
 */
export function loggingModule(logger: Logger): DynamicModule {
  return LoggerModule.forRoot({ pinoHttp: { logger }, forRoutes: [] });
}
