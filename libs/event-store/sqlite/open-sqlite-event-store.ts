import { EventEmitter } from 'node:events';

import type { EventStore } from '@reeve/event-store';

import { AppendQueue } from './append-queue.js';
import { EventReader } from './event-reader.js';
import { connect, prepareLogFile, refuseNewerSchema } from './log-file.js';
import { lockAgainstOtherProcesses } from './process-lock.js';
import type { CommitEvents } from './sqlite-event-store.js';
import { SqliteEventStore } from './sqlite-event-store.js';
import { toOpenError } from './sqlite-failure.js';
import { startWriter } from './start-writer.js';

export interface SqliteEventStoreOptions {
  /** The log file, made if there is none, in a folder that is there. `<path>.lock` beside it belongs to it. */
  readonly path: string;
  /** The file grows no larger; appends beyond are StorageFullErrors. Default: as large as the disk lets it. */
  readonly maxBytes?: number;
}

/**
 * Opens the event log in a SQLite file, for this process alone, and starts its writer.
 *
 * @throws EventStoreRefusedError when another process has it, when the folder is not there or cannot be written, when the
 *   file is damaged, none of ours or from a newer version of Reeve. The message says which, and what to do.
 * @throws StorageFullError when there is no room for a new log; nothing of it is left behind.
 */
export async function openSqliteEventStore({ path, maxBytes }: SqliteEventStoreOptions): Promise<EventStore> {
  const lock = lockAgainstOtherProcesses(path);
  try {
    prepareLogFile(path);
    const connection = connect(path);
    try {
      refuseNewerSchema(path, connection);
      const reader = new EventReader(connection);
      // Now, and not when the first one asks: whether the file can be read at all.
      reader.head();
      const worker = await startWriter({ path, maxBytes });
      const commits = new EventEmitter<CommitEvents>().setMaxListeners(0);
      const queue = new AppendQueue(worker, (written) => commits.emit('commit', written));
      return new SqliteEventStore(reader, queue, commits, lock);
    } catch (error) {
      connection.close();
      throw error;
    }
  } catch (error) {
    lock.release();
    throw toOpenError(path, error);
  }
}
