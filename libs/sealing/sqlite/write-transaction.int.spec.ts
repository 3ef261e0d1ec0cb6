import Database from 'libsql';
import { beforeEach, describe, expect, it } from 'vitest';
import { inWriteTransaction } from './write-transaction.js';

describe('a write transaction', () => {
  let db: Database.Database;

  beforeEach(() => {
    db = new Database(':memory:');
    db.exec('CREATE TABLE t (a)');
  });

  const insert = (a: unknown) => db.prepare('INSERT INTO t (a) VALUES (?)').run([a]);
  const count = () => db.prepare('SELECT a FROM t').all().length;

  it('keeps everything and gives back the result', () => {
    const result = inWriteTransaction(db, () => {
      insert(1);
      insert(2);
      return 'done';
    });
    expect([result, count(), db.inTransaction]).toEqual(['done', 2, false]);
  });

  it('keeps nothing when the work fails', () => {
    const fail = () => {
      insert(1);
      throw new Error('failed');
    };
    expect(() => inWriteTransaction(db, fail)).toThrow('failed');
    expect([count(), db.inTransaction]).toEqual([0, false]);
  });

  it('keeps nothing when there is no room, says so, and goes on when there is', () => {
    db.pragma('max_page_count = 10');
    const fill = () => {
      insert(1);
      insert(Buffer.alloc(100_000));
    };
    expect(() => inWriteTransaction(db, fill)).toThrow('database or disk is full');
    expect([count(), db.inTransaction]).toEqual([0, false]);
    db.pragma('max_page_count = 1000');
    inWriteTransaction(db, fill);
    expect(count()).toBe(2);
  });
});
