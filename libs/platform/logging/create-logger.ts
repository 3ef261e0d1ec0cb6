import { pino } from 'pino';
import type { DestinationStream, Logger } from 'pino';
import type { Settings } from '../settings/index.js';
import { scrubLine, withoutSecrets } from './without-secrets.js';

/**
 * Lines are written together, some kilobytes at once or after a moment: one write for each line takes more time than many a
 * request. What is left is written when the process ends, unless it is killed.
 */
const BUFFERED = { dest: 1, sync: false, minLength: 12_288, periodicFlush: 250 };

/**
 * The process's logger: one JSON object a line, on standard output unless told otherwise. No secret gets through: neither
 * under a name that tells it, nor in the text of a message or an error.
 */
export function createLogger(
  { logLevel }: Pick<Settings, 'logLevel'>,
  destination: DestinationStream = pino.destination(BUFFERED),
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
