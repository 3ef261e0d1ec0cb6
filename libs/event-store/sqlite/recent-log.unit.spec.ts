import type { EventFilter } from '@reeve/event-store';
import { passesFilter } from '@reeve/event-store';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { EventReader, EventRow } from './event-reader.js';
import { MAX_PAGE_EVENTS, toRecordedEvent } from './event-reader.js';
import { RecentLog } from './recent-log.js';

/** Reads as the file is read, and counts how often. */
class RowsInMemory implements Pick<EventReader, 'rows' | 'log'> {
  reads = 0;
  readonly #rows: EventRow[] = [];

  get head(): number {
    return this.#rows.length;
  }

  append(types: readonly string[]): readonly EventRow[] {
    const written = types.map((type, index): EventRow => {
      const sequence = this.#rows.length + 1 + index;
      return [sequence, 's', sequence, String(sequence), type, 0, '{}', '{}'];
    });
    this.#rows.push(...written);
    return written;
  }

  rows(after: number, until: number, filter: EventFilter | undefined, limit: number) {
    this.reads += 1;
    const wanted = Math.min(limit, MAX_PAGE_EVENTS);
    const passing = this.#rows
      .slice(after, until)
      .filter((row) => passesFilter(filter, { stream: row[1], type: row[4] }));
    const rows = passing.slice(0, wanted);
    return { rows, scanned: passing.length < wanted ? until : (rows.at(-1)?.[0] ?? until) };
  }

  log(after: number, until: number, filter: EventFilter | undefined, limit: number) {
    const { rows, scanned } = this.rows(after, until, filter, limit);
    return { events: rows.map(toRecordedEvent), scanned };
  }
}

const FILTERS: readonly (EventFilter | undefined)[] = [
  undefined,
  { typePrefixes: ['a'] },
  { typePrefixes: ['b', 'c'] },
];

describe('The recent log', () => {
  it('is not read from the file as long as everything that is written is added', () => {
    const file = new RowsInMemory();
    const recent = new RecentLog(file);
    for (let commit = 0; commit < 20; commit += 1) {
      const before = file.head;
      recent.add(file.append(['a', 'b']));
      expect(recent.log(before, file.head, { typePrefixes: ['b'] }, 500).events).toHaveLength(1);
    }
    expect(file.reads).toBe(0);
  });

  it('does not keep a commit that is more than a page', () => {
    const file = new RowsInMemory();
    const recent = new RecentLog(file);
    recent.add(file.append(['a']));
    recent.add(file.append(Array<string>(MAX_PAGE_EVENTS + 1).fill('a')));
    recent.add(file.append(['a']));
    expect(recent.log(0, file.head, undefined, 500).events).toHaveLength(MAX_PAGE_EVENTS);
    expect(recent.log(file.head - 1, file.head, undefined, 500).events).toHaveLength(1);
    expect(file.reads).toBe(1);
  });

  it('is read once after a commit that nobody has added, however many follow it', () => {
    const file = new RowsInMemory();
    const recent = new RecentLog(file);
    for (let commit = 0; commit < 20; commit += 1) {
      const before = file.head;
      file.append(['a', 'b']);
      for (const filter of FILTERS) recent.log(before, file.head, filter, 500);
    }
    expect(file.reads).toBe(20);
  });

  it('keeps little: who is behind reads what passes, and nothing else', () => {
    const file = new RowsInMemory();
    const recent = new RecentLog(file);
    for (let commit = 0; commit < 20; commit += 1) {
      file.append(['a', 'b']);
      recent.log(file.head - 2, file.head, undefined, 500);
    }
    file.reads = 0;
    expect(recent.log(0, file.head, { typePrefixes: ['b'] }, 500).events).toHaveLength(20);
    expect(file.reads).toBe(1);
  });

  it('shows everybody what they would have read by themselves, in whatever order they come', () => {
    const step = fc.oneof(
      fc.record({
        append: fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 400 }),
        isAdded: fc.boolean(),
      }),
      fc.record({ follower: fc.nat(5), limit: fc.constantFrom(1, 3, 500) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const file = new RowsInMemory();
        const recent = new RecentLog(file);
        const seen = Array.from({ length: 6 }, () => ({ scanned: 0, ids: [] as string[] }));
        const read = (follower: number, limit: number) => {
          const mine = seen[follower] ?? { scanned: 0, ids: [] };
          if (mine.scanned >= file.head) return;
          const page = recent.log(mine.scanned, file.head, FILTERS[follower % FILTERS.length], limit);
          expect(page.scanned).toBeGreaterThan(mine.scanned);
          mine.scanned = page.scanned;
          mine.ids.push(...page.events.map(({ id }) => id));
        };
        for (const each of steps) {
          if ('append' in each) {
            const written = file.append(each.append);
            if (each.isAdded) recent.add(written);
          } else read(each.follower, each.limit);
        }
        seen.forEach((mine, follower) => {
          while (mine.scanned < file.head) read(follower, 500);
          expect(mine.ids).toEqual(idsOf(file, FILTERS[follower % FILTERS.length]));
        });
      }),
    );
  });
});

function idsOf(file: RowsInMemory, filter: EventFilter | undefined): string[] {
  const ids: string[] = [];
  for (let scanned = 0; scanned < file.head;) {
    const page = file.rows(scanned, file.head, filter, 500);
    ids.push(...page.rows.map(([, , , id]) => id));
    scanned = page.scanned;
  }
  return ids;
}
