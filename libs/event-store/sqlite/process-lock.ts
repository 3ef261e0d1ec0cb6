import { accessSync, constants } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';

import { EventStoreRefusedError } from '@reeve/event-store';
import Database from 'libsql';

import { codeOf } from './sqlite-failure.js';

export interface ProcessLock {
  release(): void;
}

/**
 * Keeps every other process away from a log: a second writer would not tell this one's subscriptions of its events.
 *
 * The lock is the operating system's, taken by an exclusive SQLite transaction on an empty file beside the log: it is gone
 * with the process, however that ends. The file stays, because removing it could leave two processes with a lock each, on
 * two files of one name.
 *
 * @throws EventStoreRefusedError naming the folder when another process has it, or when it cannot be written.
 */
export function lockAgainstOtherProcesses(path: string): ProcessLock {
  const folder = dirname(resolve(path));
  const file = `${path}.lock`;
  let connection: Database.Database;
  try {
    connection = new Database(file);
  } catch (error) {
    throw unwritable(folder, file, error);
  }
  try {
    // SQLite is content with a file that it may only read, and an exclusive transaction on that excludes nobody.
    accessSync(file, constants.W_OK);
    // In memory, because a journal on disk would be left behind by a process that is killed.
    connection.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE;');
  } catch (error) {
    connection.close();
    if (codeOf(error).startsWith('SQLITE_BUSY')) {
      throw new EventStoreRefusedError(
        `The folder ${folder} is in use by another process (it has locked ${basename(file)}): stop that one, or choose another data folder`,
        { cause: error },
      );
    }
    throw unwritable(folder, file, error);
  }
  return {
    release: () => {
      connection.exec('ROLLBACK');
      connection.close();
    },
  };
}

function unwritable(folder: string, file: string, cause: unknown): EventStoreRefusedError {
  const code = codeOf(cause);
  return new EventStoreRefusedError(
    `${file} cannot be written${code === '' ? '' : ` (${code})`}: ` +
      `make the folder ${folder} and what is in it writable for this user, or choose another data folder`,
    { cause },
  );
}
