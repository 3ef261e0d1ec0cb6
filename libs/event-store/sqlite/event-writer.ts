import type { StreamSoFar } from '@reeve/event-store';
import { decideAppend } from '@reeve/event-store';
import type Database from 'libsql';

import { connect } from './log-file.js';
import { commitFailureOf, failureOf } from './sqlite-failure.js';
import type { AppendOutcome, AppendRequest, WriterOptions, WriterReply } from './writer-protocol.js';

/** Pages of 4 KiB in the write-ahead log before they move to the file: a sixth faster than SQLite's 1000. */
const CHECKPOINT_PAGES = 4000;

/** The one connection that writes. Synchronous: it lives in the writer's thread. */
export class EventWriter {
  readonly #connection: Database.Database;
  readonly #lastRevision: Database.Statement;
  readonly #idsFrom: Database.Statement;
  readonly #revisionOf: Database.Statement;
  readonly #sequenceAt: Database.Statement;
  readonly #insert: Database.Statement;

  constructor({ path, maxBytes }: WriterOptions) {
    this.#connection = connect(path);
    // A commit is on the disk, not only in the system's cache (or on macOS in the disk's), before it is answered.
    this.#connection.exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      PRAGMA fullfsync = ON;
      PRAGMA temp_store = MEMORY;
      PRAGMA wal_autocheckpoint = ${String(CHECKPOINT_PAGES)};
    `);
    if (maxBytes !== undefined) this.#limitSize(maxBytes);
    const prepare = (sql: string): Database.Statement => this.#connection.prepare(sql).raw();
    this.#lastRevision = prepare(
      'SELECT revision FROM event WHERE stream = ? ORDER BY revision DESC LIMIT 1',
    );
    this.#idsFrom = prepare(
      'SELECT id FROM event WHERE stream = ? AND revision >= ? ORDER BY revision LIMIT ?',
    );
    this.#revisionOf = prepare(
      'SELECT revision FROM event WHERE stream = ? AND id = ? ORDER BY revision DESC LIMIT 1',
    );
    this.#sequenceAt = prepare('SELECT position FROM event WHERE stream = ? AND revision = ?');
    this.#insert = this.#connection.prepare(
      'INSERT INTO event (stream, revision, id, type, recorded_at, size, metadata, data) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    );
  }

  /** All these appends in one transaction; each is judged by itself, after those before it. */
  commit(appends: readonly AppendRequest[]): WriterReply {
    const recordedAt = Date.now();
    let outcomes: AppendOutcome[];
    try {
      this.#connection.exec('BEGIN IMMEDIATE');
      outcomes = appends.map((append) => this.#append(append, recordedAt));
    } catch (error) {
      this.#rollBack();
      return { kind: 'failed', failure: failureOf(error) };
    }
    try {
      this.#connection.exec('COMMIT');
    } catch (error) {
      this.#rollBack();
      return { kind: 'failed', failure: commitFailureOf(error) };
    }
    return { kind: 'committed', outcomes, recordedAt };
  }

  /** Leaves everything in the one file, if there is room: whoever copies it after a stop has the whole log. */
  close(): void {
    try {
      this.#connection.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    } catch {
      // What stays in the write-ahead log is as durable, and moves at the next start.
    }
    this.#connection.close();
  }

  #append({ stream, expected, events }: AppendRequest, recordedAt: number): AppendOutcome {
    const decision = decideAppend(
      events.map(({ id }) => id),
      expected,
      this.#soFar(stream),
    );
    switch (decision.kind) {
      case 'conflict':
        return decision;
      case 'repetition': {
        const revision = decision.first + events.length - 1;
        const [sequence] = this.#sequenceAt.get(stream, revision) as [number];
        return { kind: 'recorded', revision, sequence, repeated: true };
      }
      case 'write': {
        let revision = decision.first - 1;
        let sequence = 0;
        for (const { id, type, metadata, data } of events) {
          revision += 1;
          const size = metadata.length + data.length;
          const row = this.#insert.run(stream, revision, id, type, recordedAt, size, metadata, data);
          sequence = Number(row.lastInsertRowid);
        }
        return { kind: 'recorded', revision, sequence, repeated: false };
      }
    }
  }

  #soFar(stream: string): StreamSoFar {
    const last = this.#lastRevision.get(stream) as [number] | undefined;
    return {
      last: last?.[0],
      idsFrom: (revision, count) =>
        (this.#idsFrom.all(stream, revision, count) as [string][]).map(([id]) => id),
      revisionOf: (id) => (this.#revisionOf.get(stream, id) as [number] | undefined)?.[0],
    };
  }

  /** SQLite has rolled back by itself after some errors, a full disk among them. */
  #rollBack(): void {
    if (this.#connection.inTransaction) this.#connection.exec('ROLLBACK');
  }

  #limitSize(maxBytes: number): void {
    const [pageSize] = this.#connection.prepare('PRAGMA page_size').raw().get() as [number];
    this.#connection.exec(`PRAGMA max_page_count = ${String(Math.floor(maxBytes / pageSize))}`);
  }
}
