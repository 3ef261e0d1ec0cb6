import { DataKeyStoreRefusedError } from '@reeve/sealing';
import type { Database } from 'libsql';
import { inWriteTransaction } from './write-transaction.js';

/** "RvKy": tells `file` and a curious administrator whose file this is, and Reeve that it is its own. */
const APPLICATION_ID = 0x52764b79;
const SCHEMA_VERSION = 1;

/**
 * A destroyed key keeps its row: values sealed under it are known to be erased, and not taken for forged. Its wrapping is
 * overwritten where it stands, which is why the length of a row never changes.
 */
const SCHEMA = `
  CREATE TABLE data_key (
    seq        INTEGER PRIMARY KEY AUTOINCREMENT,
    id         TEXT NOT NULL UNIQUE,
    subject    TEXT NOT NULL,
    wrapped    BLOB NOT NULL,
    created_at TEXT NOT NULL
  ) STRICT;
  CREATE INDEX data_key_by_subject ON data_key (subject, seq);
  CREATE TABLE erased_subject (subject TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
  PRAGMA application_id = ${APPLICATION_ID};
  PRAGMA user_version = ${SCHEMA_VERSION};
`;

/**
 * Gives a new file its tables; safe when two processes do so at once.
 * @throws DataKeyStoreRefusedError when the file is another program's, or a newer version's.
 */
export function ensureSchema(db: Database, path: string): void {
  inWriteTransaction(db, () => {
    const applicationId = pragmaNumber(db, 'application_id');
    const version = pragmaNumber(db, 'user_version');
    const isNew = applicationId === 0 && version === 0 && !hasTables(db);
    if (isNew) {
      db.exec(SCHEMA);
    } else if (applicationId !== APPLICATION_ID) {
      throw new DataKeyStoreRefusedError(
        `${path} is not a key store of Reeve: choose another data folder, or move the file away`,
      );
    } else if (version > SCHEMA_VERSION) {
      throw new DataKeyStoreRefusedError(
        `${path} was written by a newer version of Reeve (schema ${version}, this is ${SCHEMA_VERSION}): ` +
          'start that version, or choose another data folder',
      );
    }
  });
}

function pragmaNumber(db: Database, name: 'application_id' | 'user_version'): number {
  const row = db.prepare(`PRAGMA ${name}`).get() as Record<typeof name, number>;
  return row[name];
}

function hasTables(db: Database): boolean {
  return db.prepare('SELECT 1 FROM sqlite_schema').get() !== undefined;
}
