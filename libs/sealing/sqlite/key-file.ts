import Database from 'libsql';

/** Writes of another process take a few milliseconds; one that takes longer is stuck. */
const BUSY_TIMEOUT_MS = 5000;

/** A connection to a key store's file. Every one that writes has to be one of these. */
export function connectTo(path: string): Database.Database {
  const db = new Database(path, { timeout: BUSY_TIMEOUT_MS });
  try {
    configure(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function configure(db: Database.Database): void {
  // What is destroyed must not linger: neither in freed pages, nor in a write-ahead log, nor in a temporary file.
  db.pragma('secure_delete = ON');
  db.pragma('journal_mode = TRUNCATE');
  db.pragma('temp_store = MEMORY');
  // A value may be on the event log as soon as its key was added: the key must survive a power cut too.
  db.pragma('synchronous = FULL');
}
