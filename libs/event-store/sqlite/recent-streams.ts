import { LRUCache } from 'lru-cache';

import type { EventRow } from './event-reader.js';

const MOST_STREAMS = 2_000;
const MOST_CHARACTERS = 4 * 1024 * 1024;

/**
 * The last events of streams that were just written or read to their end: whoever asks whether a stream is still as they know it is
 * answered without the file. Right only because one process has the file, and tells this of everything it writes before that is
 * acknowledged. Kept as text, so that no reader can change what another one sees.
 */
export class RecentStreams {
  readonly #ends = new LRUCache<string, { readonly row: EventRow | null }>({
    max: MOST_STREAMS,
    maxSize: MOST_CHARACTERS,
    sizeCalculation: ({ row }) => 1 + (row === null ? 0 : row[6].length + row[7].length),
  });

  /** @param written to the log, in its order. */
  add(written: readonly EventRow[]): void {
    for (const row of written) this.#ends.set(row[1], { row });
  }

  /** @param row the last one of the stream; null: it has none. */
  endsWith(stream: string, row: EventRow | null): void {
    this.#ends.set(stream, { row });
  }

  /** Id of the stream's last event; null: it has none; undefined: that is not known here. */
  endOf(stream: string): string | null | undefined {
    const end = this.#ends.get(stream);
    if (end === undefined) return undefined;
    return end.row === null ? null : end.row[3];
  }

  /** What the stream has from this revision on, inclusive; undefined: that is not known here. */
  from(stream: string, revision: number): readonly EventRow[] | undefined {
    const end = this.#ends.get(stream);
    if (end === undefined) return undefined;
    if (end.row === null || end.row[2] < revision) return [];
    return end.row[2] === revision ? [end.row] : undefined;
  }
}
