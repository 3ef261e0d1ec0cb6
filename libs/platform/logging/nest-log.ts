import { Logger, PinoLogger } from 'nestjs-pino';
import type { Logger as ProcessLogger } from 'pino';

/** Where Nest says, line by line, what it has wired up. */
const WIRING = new Set<unknown>([
  'InstanceLoader',
  'NestFactory',
  'NestApplication',
  'NestMicroservice',
  'RouterExplorer',
  'RoutesResolver',
]);

/**
 * Nest's own log, and that of every `new Logger(…)`, through the process's logger. A healthy start is not a hundred lines
 * long: what Nest wires up is logged at `debug`.
 *
 * nestjs-pino's module stays out: its middleware makes a child logger and an async context for every request, which costs
 * more than a read does. What is logged about a request names its `requestId` instead.
 */
export class NestLog extends Logger {
  constructor(logger: ProcessLogger) {
    const params = { pinoHttp: { logger } };
    super(new PinoLogger(params), params);
  }

  override log(message: unknown, ...optionalParams: unknown[]): void {
    // Nest gives the context last.
    if (WIRING.has(optionalParams.at(-1))) this.debug(message, ...optionalParams);
    else super.log(message, ...optionalParams);
  }
}
