import type Database from 'libsql';

/** All that `action` writes, or nothing. @throws what `action` or SQLite throws. */
export function inTransaction<T>(database: Database.Database, action: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = action();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    // Some errors, a full disk among them, have rolled back already.
    if (database.inTransaction) database.exec('ROLLBACK');
    throw error;
  }
}
