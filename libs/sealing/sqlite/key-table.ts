import { DataKeysChangedError } from '@reeve/sealing';
import type { WrappedKey } from '@reeve/sealing';
import type { Database } from 'libsql';
import { inWriteTransaction } from './write-transaction.js';

/** A key that is to be added; `if-first`: unless its subject has one. */
export interface Addition {
  readonly key: WrappedKey;
  readonly only: 'if-first' | 'always';
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

/** The keys in a file, by one connection. Blocks the thread it is used in. */
export class KeyTable {
  readonly #statements: ReturnType<typeof prepare>;

  /** @param db closed with the table. */
  constructor(private readonly db: Database) {
    this.#statements = prepare(db);
  }

  get(id: string): WrappedKey | 'erased' | undefined {
    const row = this.#statements.get.get(id) as (Row & { readonly erased: 0 | 1 }) | undefined;
    if (row === undefined) return undefined;
    return row.erased === 1 ? 'erased' : toKey(row);
  }

  current(subject: string): WrappedKey | 'erased' | undefined {
    const { erased, ...row } = this.#statements.current.get(subject, subject) as Current;
    if (erased === 1) return 'erased';
    return row.id === null ? undefined : toKey(row);
  }

  /** All of them in one transaction: it is the disk that takes the time. @returns for each what its subject has then. */
  add(additions: readonly Addition[]): readonly (WrappedKey | 'erased')[] {
    return inWriteTransaction(this.db, () => additions.map((addition) => this.#insert(addition)));
  }

  destroy(subject: string): void {
    inWriteTransaction(this.db, () => {
      this.#statements.erase.run(subject);
      this.#statements.overwrite.run(subject);
    });
  }

  all(): readonly WrappedKey[] {
    return (this.#statements.all.all() as Row[]).map(toKey);
  }

  /** @throws DataKeysChangedError when these are not all that are living. */
  rewrap(keys: readonly WrappedKey[]): void {
    inWriteTransaction(this.db, () => {
      const { living } = this.#statements.countLiving.get() as { readonly living: number };
      const ids = new Set(keys.map((key) => key.id));
      let rewrapped = 0;
      for (const key of keys) rewrapped += this.#statements.rewrap.run(key.wrapped, key.id).changes;
      if (ids.size !== living || rewrapped !== living) {
        throw new DataKeysChangedError('Keys were added or destroyed while all were rewrapped');
      }
    });
  }

  isEmpty(): boolean {
    return this.#statements.any.get() === undefined;
  }

  close(): void {
    this.db.close();
  }

  #insert({ key, only }: Addition): WrappedKey | 'erased' {
    const { id, subject, wrapped, createdAt } = key;
    const isAlways = only === 'always' ? 1 : 0;
    const { changes } = this.#statements.add.run(id, subject, wrapped, createdAt, subject, isAlways, subject);
    return changes === 1 ? key : (this.current(subject) ?? key);
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

function toKey({ id, subject, wrapped, created_at: createdAt }: Row): WrappedKey {
  return { id, subject, wrapped: wrapped instanceof ArrayBuffer ? Buffer.from(wrapped) : wrapped, createdAt };
}
