import type { LogRecord } from './log-record.js';
import type { StreamHistory } from './stream-history.js';
import { isSoftDeleted } from './stream-metadata.js';

/** What can be read of a stream at one moment: what is durable, and what the stream's metadata does not hide. */
export class StreamView {
  readonly isDeleted: boolean;
  /** Never written to, or soft-deleted. */
  readonly isMissing: boolean;
  /** Last revision that is there, also where nothing can be read; -1 without any. */
  readonly last: number;
  /** First revision that may be readable. */
  readonly first: number;
  readonly #history: StreamHistory;
  readonly #oldestMs: number;

  /**
   * @param durable how many records of the log can be read.
   * @param nowMs epoch milliseconds, for `$maxAge`.
   */
  constructor(history: StreamHistory, durable: number, nowMs: number) {
    const { records, tombstone, metadata } = history;
    let last = history.last;
    while ((records[last]?.index ?? -1) >= durable) last -= 1;
    this.#history = history;
    this.#oldestMs = metadata.maxAge === undefined ? 0 : nowMs - metadata.maxAge * 1000;
    this.last = last;
    this.first = Math.max(metadata.truncateBefore ?? 0, last + 1 - (metadata.maxCount ?? Infinity), 0);
    this.isDeleted = tombstone !== undefined && tombstone.index < durable;
    this.isMissing = last < 0 || isSoftDeleted(metadata);
  }

  /** Undefined where there is nothing, or nothing that can be read any more. */
  at(revision: number): LogRecord | undefined {
    if (revision < this.first || revision > this.last) return undefined;
    const record = this.#history.records[revision];
    return record !== undefined && record.createdMs >= this.#oldestMs ? record : undefined;
  }
}
