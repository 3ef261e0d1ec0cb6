import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { dirname } from 'node:path';

import { EventStoreRefusedError } from '@reeve/event-store';
import Database from 'libsql';

import { codeOf } from './sqlite-failure.js';

/** `RvEv`, in the file's header: says that the file is ours before SQLite touches it. Never changes. */
const APPLICATION_ID = 0x52764576;
/** In the file's header too. Raise it with every change of {@link SCHEMA}. */
const SCHEMA_VERSION = 1;

/**
 * `position` is the rowid: with one writer and no deletion it counts the log without gaps. The short columns stand first,
 * so that filters never read through `metadata` and `data`; `size` is what those two take, so that a reader can cut its
 * pages without reading them either.
 *
 * There is no index on `id`: it would cost a quarter of the write speed, and only a repeated append with `existing`
 * looks for an id without knowing its revision. That one walks its stream.
 */
const SCHEMA = `
  CREATE TABLE event (
    position INTEGER PRIMARY KEY,
    stream TEXT NOT NULL,
    revision INTEGER NOT NULL,
    id TEXT NOT NULL,
    type TEXT NOT NULL,
    recorded_at INTEGER NOT NULL,
    size INTEGER NOT NULL,
    metadata TEXT NOT NULL,
    data TEXT NOT NULL
  ) STRICT;
  CREATE UNIQUE INDEX event_by_revision ON event (stream, revision);
`;

/** How long a statement waits for a lock that something outside of Reeve holds, a backup for example. */
const BUSY_TIMEOUT_MS = 2000;

/** Opens a connection to a log that {@link prepareLogFile} has seen. */
export function connect(path: string): Database.Database {
  return new Database(path, { timeout: BUSY_TIMEOUT_MS });
}

/**
 * Makes the log file if there is none, whole or not at all, and refuses one that this version must not write. Call it
 * under the process lock.
 *
 * @throws EventStoreRefusedError for a file of another kind, of a newer version, or that may not be written; the file stays
 *   as it was.
 */
export function prepareLogFile(path: string): void {
  if (!existsSync(path)) createLogFile(path);
  refuseOtherThanOurs(path, readHeader(path));
  refuseUnwritable(path);
}

/**
 * The version may have been raised in the write-ahead log while the file's header still says the old one: asked of the
 * connection, both count.
 */
export function refuseNewerSchema(path: string, connection: Database.Database): void {
  const [version] = connection.prepare('PRAGMA user_version').raw().get() as [number];
  refuseVersion(path, version);
}

interface Header {
  readonly applicationId: number;
  readonly version: number;
}

/** See https://www.sqlite.org/fileformat2.html#the_database_header */
const HEADER_BYTES = 100;
const MAGIC = 'SQLite format 3\0';
const VERSION_OFFSET = 60;
const APPLICATION_ID_OFFSET = 68;

/** Read as bytes, because a connection would leave its side files beside a file that is not ours. */
function readHeader(path: string): Header | undefined {
  const header = Buffer.alloc(HEADER_BYTES);
  const file = openSync(path, 'r');
  try {
    const bytes = readSync(file, header, 0, HEADER_BYTES, 0);
    if (bytes < HEADER_BYTES || header.toString('latin1', 0, MAGIC.length) !== MAGIC) return undefined;
  } finally {
    closeSync(file);
  }
  return {
    applicationId: header.readUInt32BE(APPLICATION_ID_OFFSET),
    version: header.readUInt32BE(VERSION_OFFSET),
  };
}

function refuseOtherThanOurs(path: string, header: Header | undefined): void {
  if (header?.applicationId !== APPLICATION_ID) {
    throw new EventStoreRefusedError(
      `${path} is not an event log of Reeve: choose another data folder or move the file away`,
    );
  }
  refuseVersion(path, header.version);
}

function refuseVersion(path: string, version: number): void {
  if (version > SCHEMA_VERSION) {
    throw new EventStoreRefusedError(
      `${path} was written by a newer version of Reeve (schema ${String(version)}, this is ${String(SCHEMA_VERSION)}): ` +
        'start that version, or choose another data folder',
    );
  }
}

/** SQLite itself would open it for reading only, and say so at the first append. */
function refuseUnwritable(path: string): void {
  try {
    accessSync(path, constants.W_OK);
  } catch (error) {
    throw new EventStoreRefusedError(
      `${path} cannot be written by this user (${codeOf(error)}): make it writable, or choose another data folder`,
      { cause: error },
    );
  }
}

/** Made under another name and moved into place, so that a log file that is there is a whole one. */
function createLogFile(path: string): void {
  const unfinished = `${path}.new`;
  rmSync(unfinished, { force: true });
  rmSync(`${unfinished}-journal`, { force: true });
  try {
    const connection = connect(unfinished);
    try {
      connection.exec(`
        PRAGMA synchronous = FULL;
        BEGIN;
        PRAGMA application_id = ${String(APPLICATION_ID)};
        PRAGMA user_version = ${String(SCHEMA_VERSION)};
        ${SCHEMA}
        COMMIT;
      `);
    } finally {
      connection.close();
    }
    renameSync(unfinished, path);
    syncFolder(dirname(path));
  } catch (error) {
    rmSync(unfinished, { force: true });
    rmSync(`${unfinished}-journal`, { force: true });
    throw error;
  }
}

/** Without it a power cut could take the file's name away, and every event in it. */
function syncFolder(folder: string): void {
  // Windows has no handle on a folder to sync.
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
