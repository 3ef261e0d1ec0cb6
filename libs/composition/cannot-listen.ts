import type { Settings } from '@reeve/platform';
import { StartError } from './start-error.js';

/** What a failure to listen means to the operator. Any other error comes back as it is. */
export function cannotListen(
  error: NodeJS.ErrnoException,
  { host, port }: Pick<Settings, 'host' | 'port'>,
): Error {
  switch (error.code ?? '') {
    case 'EADDRINUSE':
      return new StartError(
        `Port ${port} on ${host} is in use. Stop what uses it, or choose another in REEVE_PORT.`,
      );
    case 'EACCES':
      return new StartError(`This user may not listen on port ${port}. Choose one from 1024 in REEVE_PORT.`);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new StartError(`${host} is no address of this machine. Name one that is in REEVE_HOST.`);
    default:
      return error.syscall === 'listen'
        ? new StartError(`Reeve cannot listen on ${host}, port ${port}: ${error.message}`)
        : error;
  }
}
