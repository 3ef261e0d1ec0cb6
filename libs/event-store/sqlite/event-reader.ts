import type { JsonObject } from '@reeve/contracts';
import type { EventFilter, RecordedEvent } from '@reeve/event-store';
import type Database from 'libsql';

import type { FilterCondition } from './filter-condition.js';
import { filterCondition } from './filter-condition.js';
import { toPosition } from './position.js';

/** Characters of metadata and data in one page, but for an event that is larger by itself. */
export const MAX_PAGE_SIZE = 4 * 1024 * 1024;
/** Events of one page: a millisecond of the caller's thread. */
export const MAX_PAGE_EVENTS = 256;
/** Events of the log that a filter looks at for one page: a few milliseconds. */
const MAX_SCANNED = 10_000;

export interface StreamPage {
  readonly rows: readonly EventRow[];
  /** Nothing more stands in that direction. */
  readonly last: boolean;
}

export interface LogPage {
  readonly events: readonly RecordedEvent[];
  /** The log up to here, inclusive, has been looked at. */
  readonly scanned: number;
}

/** A page as the file has it. */
export interface LogRows {
  readonly rows: readonly EventRow[];
  readonly scanned: number;
}

/** The connection that reads, page by page, beside the writer. Every page is as of a commit, and all of one. */
export class EventReader {
  readonly #connection: Database.Database;
  readonly #head: Database.Statement;
  readonly #pages = new Map<string, PageStatements>();

  /** @param connection on a log file that has been prepared; the reader closes it. */
  constructor(connection: Database.Database) {
    this.#connection = connection;
    connection.exec('PRAGMA query_only = ON; PRAGMA temp_store = MEMORY;');
    this.#head = connection.prepare('SELECT max(position) FROM event').raw();
  }

  /** The number of the last event in the log; 0 while it is empty. */
  head(): number {
    const [sequence] = this.#head.get() as [number | null];
    return sequence ?? 0;
  }

  /** From this revision on, inclusive. */
  streamForwards(stream: string, from: number, limit: number): StreamPage {
    return this.#streamPage('stream = ? AND revision >= ? ORDER BY revision', stream, from, limit);
  }

  /** From this revision back, inclusive. */
  streamBackwards(stream: string, from: number, limit: number): StreamPage {
    return this.#streamPage('stream = ? AND revision <= ? ORDER BY revision DESC', stream, from, limit);
  }

  /** What passes among the events after one sequence and up to another, inclusive. */
  log(after: number, until: number, filter: EventFilter | undefined, limit: number): LogPage {
    const { rows, scanned } = this.rows(after, until, filter, limit);
    return { events: rows.map(toRecordedEvent), scanned };
  }

  /** The same, before it is read as JSON. */
  rows(after: number, until: number, filter: EventFilter | undefined, limit: number): LogRows {
    const end = Math.min(until, after + MAX_SCANNED);
    const condition: FilterCondition = filterCondition(filter);
    const { rows, complete } = this.#page(
      `position > ? AND position <= ? AND ${condition.sql} ORDER BY position`,
      [after, end, ...condition.parameters],
      limit,
    );
    const last = rows.at(-1);
    return { rows, scanned: complete || last === undefined ? end : last[0] };
  }

  close(): void {
    this.#connection.close();
  }

  #streamPage(condition: string, stream: string, from: number, limit: number): StreamPage {
    const { rows, complete } = this.#page(condition, [stream, from], limit);
    return { rows, last: complete };
  }

  /** First measures, so that a page of large events is not read whole before it turns out to be too much. */
  #page(
    condition: string,
    parameters: readonly (string | number)[],
    limit: number,
  ): { rows: EventRow[]; complete: boolean } {
    const wanted = Math.min(limit, MAX_PAGE_EVENTS);
    const { measure, select } = this.#statements(condition);
    const [found, fitting] = measure.get(...parameters, wanted) as [found: number, fitting: number];
    const rows = fitting === 0 ? [] : (select.all(...parameters, fitting) as EventRow[]);
    return { rows, complete: found < wanted && fitting === found };
  }

  #statements(condition: string): PageStatements {
    let statements = this.#pages.get(condition);
    if (statements === undefined) {
      statements = {
        measure: this.#connection
          .prepare(
            `SELECT count(*), count(*) FILTER (WHERE total - size < ${String(MAX_PAGE_SIZE)}) FROM (
               SELECT size, sum(size) OVER (ROWS UNBOUNDED PRECEDING) AS total
               FROM (SELECT size FROM event WHERE ${condition} LIMIT ?)
             )`,
          )
          .raw(),
        select: this.#connection
          .prepare(
            `SELECT position, stream, revision, id, type, recorded_at, metadata, data
             FROM event WHERE ${condition} LIMIT ?`,
          )
          .raw(),
      };
      this.#pages.set(condition, statements);
    }
    return statements;
  }
}

interface PageStatements {
  /** How many events stand there, and how many of them fit into one page: at least one, if there is one. */
  readonly measure: Database.Statement;
  readonly select: Database.Statement;
}

export type EventRow = readonly [
  position: number,
  stream: string,
  revision: number,
  id: string,
  type: string,
  recordedAt: number,
  metadata: string,
  data: string,
];

export function toRecordedEvent(row: EventRow): RecordedEvent {
  const [sequence, stream, revision, id, type, recordedAt, metadata, data] = row;
  return {
    id,
    type,
    data: JSON.parse(data) as JsonObject,
    metadata: JSON.parse(metadata) as JsonObject,
    stream,
    revision,
    position: toPosition(sequence),
    recordedAt: new Date(recordedAt).toISOString(),
  };
}
