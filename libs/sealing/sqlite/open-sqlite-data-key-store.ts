import { open } from 'node:fs/promises';
import { DataKeyStoreRefusedError, DataKeyStoreUnavailableError } from '@reeve/sealing';
import type { DataKeyStore } from '@reeve/sealing';
import type Database from 'libsql';
import { connectTo } from './key-file.js';
import { KeyTable } from './key-table.js';
import { ensureSchema } from './schema.js';
import { SqliteDataKeyStore } from './sqlite-data-key-store.js';

export interface SqliteDataKeyStoreOptions {
  /** The file, made when there is none; its folder is there. Ends in `keys.db` by custom. */
  readonly path: string;
}

const OWNER_ONLY = 0o600;

/**
 * The key store in a file of its own, mode 0600. Works in the thread of its caller: a read takes microseconds, and a write
 * (a subject's first key, an erasure, a rotation) waits for the disk. Many first keys at once are added in a thread of their own.
 *
 * @throws DataKeyStoreRefusedError when the file is no key store, is damaged, or is a newer version's.
 * @throws DataKeyStoreUnavailableError when it cannot be opened, or another process keeps it locked.
 */
export async function openSqliteDataKeyStore({ path }: SqliteDataKeyStoreOptions): Promise<DataKeyStore> {
  try {
    await makeOwnersOnly(path);
    const db = connectTo(path);
    try {
      ensureSchema(db, path);
      refuseDamaged(db, path);
      return new SqliteDataKeyStore(new KeyTable(db), path);
    } catch (error) {
      db.close();
      throw error;
    }
  } catch (error) {
    throw asPortError(error, path);
  }
}

/** Before SQLite opens it: it gives the journal, which also holds keys, the mode of the file. */
async function makeOwnersOnly(path: string): Promise<void> {
  const handle = await open(path, 'a', OWNER_ONLY);
  try {
    await handle.chmod(OWNER_ONLY);
  } finally {
    await handle.close();
  }
}

/** Key stores are small, and a key that turns out to be unreadable later is a person's data gone. */
function refuseDamaged(db: Database.Database, path: string): void {
  const [found] = db.prepare('PRAGMA quick_check(1)').raw().get() as [string];
  if (found !== 'ok') throw damaged(path, found.replaceAll('\n', ' '));
}

function asPortError(error: unknown, path: string): Error {
  if (error instanceof DataKeyStoreRefusedError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  switch (error instanceof Error && 'code' in error ? error.code : undefined) {
    case 'SQLITE_NOTADB':
    case 'SQLITE_CORRUPT':
      return damaged(path, reason);
    case 'SQLITE_FULL':
    case 'ENOSPC':
      return new DataKeyStoreUnavailableError(
        `The key store ${path} has no room on its disk: free some (${reason})`,
      );
    case 'EACCES':
    case 'EPERM':
      return new DataKeyStoreUnavailableError(
        `The key store ${path} may not be opened: make it this user's own (${reason})`,
      );
    default:
      return new DataKeyStoreUnavailableError(`The key store ${path} cannot be opened: ${reason}`);
  }
}

function damaged(path: string, reason: string): DataKeyStoreRefusedError {
  return new DataKeyStoreRefusedError(
    `${path} is not a key store of Reeve, or is damaged: restore it from a backup (${reason})`,
  );
}
