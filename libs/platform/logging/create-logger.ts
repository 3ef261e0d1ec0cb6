import { pino } from 'pino';
import type { DestinationStream, Logger } from 'pino';
import type { Settings } from '../settings/index.js';
import { GatheredLines } from './gathered-lines.js';
import { scrubLine, withoutSecrets } from './without-secrets.js';

/** Written beside the event loop, so that nobody waits for who reads the log. */
const STANDARD_OUTPUT = { dest: 1, sync: false };

/**
 * The process's logger: one JSON object a line, on standard output unless told otherwise. No secret gets through: neither
 * under a name that tells it, nor in the text of a message or an error.
 */
export function createLogger(
  { logLevel }: Pick<Settings, 'logLevel'>,
  destination: DestinationStream = new GatheredLines(pino.destination(STANDARD_OUTPUT)),
): Logger {
  return pino(
    {
      level: logLevel,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: {
        level: (label) => ({ level: label }),
        log: (object) => withoutSecrets(object) as Record<string, unknown>,
      },
      hooks: { streamWrite: scrubLine },
    },
    destination,
  );
}
