import { DataKeysChangedError, DataKeyStoreUnavailableError } from '@reeve/sealing';
import type { DataKeyStore, WrappedKey } from '@reeve/sealing';
import type { Database } from 'libsql';
import { inWriteTransaction } from './write-transaction.js';

interface PendingAdd {
  readonly key: WrappedKey;
  readonly only: 'if-first' | 'always';
  readonly resolve: (added: WrappedKey | 'erased') => void;
  readonly reject: (error: unknown) => void;
}

interface Row {
  readonly id: string;
  readonly subject: string;
  /** libsql gives a Buffer from `get`, and an ArrayBuffer from `all`. */
  readonly wrapped: Buffer | ArrayBuffer;
  readonly created_at: string;
}

type Current = (Row | { readonly [column in keyof Row]: null }) & { readonly erased: 0 | 1 };

const IS_ERASED = 'EXISTS (SELECT 1 FROM erased_subject WHERE erased_subject.subject = data_key.subject)';

export class SqliteDataKeyStore implements DataKeyStore {
  private readonly statements: ReturnType<typeof prepare>;
  private pendingAdds: PendingAdd[] = [];
  private closed = false;

  constructor(private readonly db: Database) {
    this.statements = prepare(db);
  }

  get(id: string): Promise<WrappedKey | 'erased' | undefined> {
    return this.run(() => {
      const row = this.statements.get.get(id) as (Row & { readonly erased: 0 | 1 }) | undefined;
      if (row === undefined) return undefined;
      return row.erased === 1 ? 'erased' : toKey(row);
    });
  }

  current(subject: string): Promise<WrappedKey | 'erased' | undefined> {
    return this.run(() => this.findCurrent(subject));
  }

  /** What is added in one turn of the event loop is committed together: it is the disk that takes the time, and the caller's thread waits for it. */
  add(key: WrappedKey, only: 'if-first' | 'always'): Promise<WrappedKey | 'erased'> {
    return new Promise((resolve, reject) => {
      if (this.pendingAdds.length === 0) setImmediate(() => void this.addPending());
      this.pendingAdds.push({ key, only, resolve, reject });
    });
  }

  destroy(subject: string): Promise<void> {
    return this.runAlone(() => {
      this.statements.erase.run(subject);
      this.statements.overwrite.run(subject);
    });
  }

  all(): Promise<readonly WrappedKey[]> {
    return this.run(() => (this.statements.all.all() as Row[]).map(toKey));
  }

  rewrap(keys: readonly WrappedKey[]): Promise<void> {
    return this.runAlone(() => {
      const { living } = this.statements.countLiving.get() as { readonly living: number };
      const ids = new Set(keys.map((key) => key.id));
      let rewrapped = 0;
      for (const key of keys) rewrapped += this.statements.rewrap.run(key.wrapped, key.id).changes;
      if (ids.size !== living || rewrapped !== living) {
        throw new DataKeysChangedError('Keys were added or destroyed while all were rewrapped');
      }
    });
  }

  isEmpty(): Promise<boolean> {
    return this.run(() => this.statements.any.get() === undefined);
  }

  async close(): Promise<void> {
    await this.addPending();
    if (!this.closed) this.db.close();
    this.closed = true;
  }

  private async addPending(): Promise<void> {
    const pending = this.pendingAdds;
    if (pending.length === 0) return;
    this.pendingAdds = [];
    try {
      const outcomes = await this.runAlone(() =>
        pending.map(({ key, only, resolve }) => ({ resolve, added: this.insert(key, only) })),
      );
      for (const { resolve, added } of outcomes) resolve(added);
    } catch (error) {
      for (const { reject } of pending) reject(error);
    }
  }

  private insert(key: WrappedKey, only: 'if-first' | 'always'): WrappedKey | 'erased' {
    const { id, subject, wrapped, createdAt } = key;
    const isAlways = only === 'always' ? 1 : 0;
    const { changes } = this.statements.add.run(id, subject, wrapped, createdAt, subject, isAlways, subject);
    return changes === 1 ? key : (this.findCurrent(subject) ?? key);
  }

  private findCurrent(subject: string): WrappedKey | 'erased' | undefined {
    const { erased, ...row } = this.statements.current.get(subject, subject) as Current;
    if (erased === 1) return 'erased';
    return row.id === null ? undefined : toKey(row);
  }

  private runAlone<T>(work: () => T): Promise<T> {
    return this.run(() => inWriteTransaction(this.db, work));
  }

  private run<T>(work: () => T): Promise<T> {
    return new Promise((resolve) => {
      if (this.closed) throw new DataKeyStoreUnavailableError('The key store is closed');
      try {
        resolve(work());
      } catch (error) {
        if (error instanceof DataKeysChangedError) throw error;
        throw new DataKeyStoreUnavailableError(`The key store ${problem(error)}`, { cause: error });
      }
    });
  }
}

function prepare(db: Database) {
  const columns = 'id, subject, wrapped, created_at';
  return {
    get: db.prepare(`SELECT ${columns}, ${IS_ERASED} AS erased FROM data_key WHERE id = ?`),
    /** One row, of nulls where the subject has no key. */
    current: db.prepare(
      `SELECT ${columns}, EXISTS (SELECT 1 FROM erased_subject WHERE subject = ?) AS erased FROM (SELECT 1) ` +
        'LEFT JOIN data_key ON seq = (SELECT max(seq) FROM data_key WHERE subject = ?)',
    ),
    /** Nothing for a subject that is erased, nor, unless it is always to be, for one that has a key. */
    add: db.prepare(
      `INSERT INTO data_key (${columns}) SELECT ?, ?, ?, ? ` +
        'WHERE NOT EXISTS (SELECT 1 FROM erased_subject WHERE subject = ?) ' +
        'AND (? OR NOT EXISTS (SELECT 1 FROM data_key WHERE subject = ?))',
    ),
    erase: db.prepare('INSERT OR IGNORE INTO erased_subject (subject) VALUES (?)'),
    overwrite: db.prepare('UPDATE data_key SET wrapped = zeroblob(length(wrapped)) WHERE subject = ?'),
    all: db.prepare(`SELECT ${columns} FROM data_key WHERE NOT ${IS_ERASED} ORDER BY seq`),
    countLiving: db.prepare(`SELECT count(*) AS living FROM data_key WHERE NOT ${IS_ERASED}`),
    rewrap: db.prepare(`UPDATE data_key SET wrapped = ? WHERE id = ? AND NOT ${IS_ERASED}`),
    any: db.prepare('SELECT 1 FROM data_key LIMIT 1'),
  };
}

function problem(error: unknown): string {
  const reason = error instanceof Error ? error.message : String(error);
  const isFull = error instanceof Error && 'code' in error && error.code === 'SQLITE_FULL';
  return isFull ? `has no room on its disk: free some (${reason})` : `failed: ${reason}`;
}

function toKey({ id, subject, wrapped, created_at: createdAt }: Row): WrappedKey {
  return { id, subject, wrapped: wrapped instanceof ArrayBuffer ? Buffer.from(wrapped) : wrapped, createdAt };
}
