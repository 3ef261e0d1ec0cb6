import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { StartError } from '../start-error.js';

/** Where the embedded parts keep what they keep. */
export interface DataFiles {
  readonly events: string;
  readonly keys: string;
  readonly masterKey: string;
  readonly documents: string;
}

export function dataFilesIn(dataDir: string): DataFiles {
  const folder = resolve(dataDir);
  return {
    events: join(folder, 'events.db'),
    keys: join(folder, 'keys.db'),
    masterKey: join(folder, 'master.key'),
    documents: join(folder, 'documents.db'),
  };
}

/**
 * A new log beside old keys would have no users: the next one to sign up would become the administrator.
 *
 * @throws StartError when both are embedded, and only the keys are there.
 */
export function refuseLostLog({ events, keys }: DataFiles): void {
  if (!existsSync(keys) || existsSync(events)) return;
  throw new StartError(
    `The event log ${events} is missing, but its key store ${keys} is there. ` +
      'Restore the log from a backup; to begin anew, move all of the data folder away.',
  );
}
