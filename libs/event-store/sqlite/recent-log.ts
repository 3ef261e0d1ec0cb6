import type { EventFilter } from '@reeve/event-store';
import { passesFilter } from '@reeve/event-store';

import type { EventReader, EventRow, LogPage } from './event-reader.js';
import { MAX_PAGE_EVENTS, MAX_PAGE_SIZE, toRecordedEvent } from './event-reader.js';

/** Pages that are kept: one is as many events as are committed together, or as have come since somebody looked. */
const MOST_PAGES = 8;

interface RecentPage {
  /** It holds what was appended after this one, */
  readonly after: number;
  /** and until this one, inclusive. */
  readonly until: number;
  readonly rows: readonly EventRow[];
}

/**
 * The end of the log, as those read it who follow it: what this process has written is not read from the file again, and one follower
 * more costs next to nothing. It is kept as text, so that no reader can change what another one sees.
 */
export class RecentLog {
  readonly #reader: Pick<EventReader, 'rows' | 'log'>;
  #pages: RecentPage[] = [];

  constructor(reader: Pick<EventReader, 'rows' | 'log'>) {
    this.#reader = reader;
  }

  /** @param written by one commit, and what the log ends with since. */
  add(written: readonly EventRow[]): void {
    const [first] = written;
    const last = written.at(-1);
    if (first === undefined || last === undefined || !isPage(written)) return;
    const after = first[0] - 1;
    // Something before it is not kept: it was too much.
    if (this.#pages.at(-1)?.until !== after) this.#pages = [];
    this.#keep({ after, until: last[0], rows: written });
  }

  /** What passes among the events after one sequence and up to another, inclusive, or to an earlier one. */
  log(after: number, until: number, filter: EventFilter | undefined, limit: number): LogPage {
    // Who is far behind reads for itself, and only what passes.
    if (until - after <= MAX_PAGE_EVENTS) this.#readOn(after, until);
    const first = this.#pages.findIndex((page) => page.after <= after && after < page.until);
    if (first === -1) return this.#reader.log(after, until, filter, limit);
    const found: EventRow[] = [];
    let scanned = after;
    for (const page of this.#pages.slice(first)) {
      for (const row of page.rows) {
        const [sequence, stream, , , type] = row;
        if (sequence <= after || !passesFilter(filter, { stream, type })) continue;
        found.push(row);
        if (found.length === limit) return { events: found.map(toRecordedEvent), scanned: sequence };
      }
      scanned = page.until;
    }
    return { events: found.map(toRecordedEvent), scanned };
  }

  #readOn(after: number, until: number): void {
    const end = this.#pages.at(-1)?.until ?? after;
    if (until <= end) return;
    // Nobody has followed for a while: there is a gap.
    if (end < after) this.#pages = [];
    const start = Math.max(end, after);
    const { rows, scanned } = this.#reader.rows(start, until, undefined, MAX_PAGE_EVENTS);
    this.#keep({ after: start, until: scanned, rows });
  }

  #keep(page: RecentPage): void {
    this.#pages.push(page);
    if (this.#pages.length > MOST_PAGES) this.#pages.shift();
  }
}

function isPage(rows: readonly EventRow[]): boolean {
  if (rows.length > MAX_PAGE_EVENTS) return false;
  const size = rows.reduce((sum, [, , , , , , metadata, data]) => sum + metadata.length + data.length, 0);
  return size < MAX_PAGE_SIZE;
}
