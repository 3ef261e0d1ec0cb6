import type { Database } from 'libsql';

/**
 * Runs the work alone among all writers, of all processes: what it reads stays true until it is committed. All or none.
 *
 * In the place of libsql's `transaction`, which rolls back in any case: on a full disk SQLite has done so by itself, and the
 * second error hides the first.
 */
export function inWriteTransaction<T>(db: Database, work: () => T): T {
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    if (db.inTransaction) db.exec('ROLLBACK');
    throw error;
  }
}
