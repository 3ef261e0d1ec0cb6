import { DocumentStoreRefusedError } from '@reeve/document-store';
import type { CollectionDefinition } from '@reeve/document-store';
import Database from 'libsql';
import { declareCollection } from './declare-collection.js';
import { Statements } from './statements.js';
import { inTransaction } from './transaction.js';

/** `PRAGMA application_id`: "RvDc". Tells a file of this store from any other SQLite file. */
const APPLICATION_ID = 0x52764463;
/** Greater by one whenever a version of before could not read what is written: since 2, tables may be clustered by their ids. */
const SCHEMA_VERSION = 2;

/** Milliseconds to wait for another process that has the file (a backup). */
const BUSY_TIMEOUT = 2000;
/** KiB. Holds the indexes that a page of the audit log goes through. */
const CACHE_SIZE = 16_384;
/** Pages (32 MiB) of write-ahead log before they are copied to the file: a page that many batches change is copied once. */
const CHECKPOINT_PAGES = 8192;

export interface StoreFile {
  readonly database: Database.Database;
  readonly statements: Statements;
}

/**
 * Opens the file, or makes it, and brings its tables to what the collections declare.
 *
 * Documents can be made again from the event store, so a power cut may take the last of them: `synchronous=NORMAL`. They
 * are never half written. What a document no longer says is overwritten in the file: it may be about somebody who was erased.
 *
 * @throws DocumentStoreRefusedError for a file of something else, or of a newer version.
 */
export function openStoreFile(path: string, collections: Iterable<CollectionDefinition>): StoreFile {
  const database = new Database(path, { timeout: BUSY_TIMEOUT });
  try {
    const statements = new Statements(database);
    checkIdentity(path, statements);
    database.exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = NORMAL;
      PRAGMA cache_size = -${CACHE_SIZE};
      PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES};
      PRAGMA secure_delete = ON;
    `);
    inTransaction(database, () => {
      createBookkeeping(statements);
      for (const definition of collections) declareCollection(statements, definition);
    });
    return { database, statements };
  } catch (error) {
    database.close();
    throw error;
  }
}

/** For reading single documents from the thread that wants them. */
export function openForReading(path: string): StoreFile {
  const database = new Database(path, { timeout: BUSY_TIMEOUT });
  database.exec('PRAGMA query_only = ON');
  return { database, statements: new Statements(database) };
}

function checkIdentity(path: string, statements: Statements): void {
  const pragma = (name: string) => Number(statements.row(`PRAGMA ${name}`)?.[0]);
  const isEmpty = statements.row('SELECT 1 FROM sqlite_master LIMIT 1') === undefined;
  if (isEmpty) return;
  if (pragma('application_id') !== APPLICATION_ID) {
    throw new DocumentStoreRefusedError(
      `${path} is not a document store of Reeve: choose another data folder, or move the file away`,
    );
  }
  const version = pragma('user_version');
  if (version > SCHEMA_VERSION) {
    throw new DocumentStoreRefusedError(
      `${path} was written by a newer version of Reeve (schema ${version}, this is ${SCHEMA_VERSION}): ` +
        'start that version, or move the file away: the documents are then made again from the event log',
    );
  }
}

function createBookkeeping(statements: Statements): void {
  statements.run(`PRAGMA application_id = ${APPLICATION_ID}`);
  statements.run(`PRAGMA user_version = ${SCHEMA_VERSION}`);
  statements.run(
    `CREATE TABLE IF NOT EXISTS "$checkpoints" (projection TEXT PRIMARY KEY, position TEXT NOT NULL) WITHOUT ROWID`,
  );
  statements.run(
    `CREATE TABLE IF NOT EXISTS "$collections" (name TEXT PRIMARY KEY, signature TEXT NOT NULL) WITHOUT ROWID`,
  );
}
