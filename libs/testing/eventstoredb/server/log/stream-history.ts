import type { LogRecord } from './log-record.js';
import type { StreamMetadata } from './stream-metadata.js';
import { parseMetadata } from './stream-metadata.js';

/** Everything that was ever written to one stream, what its metadata hides included. */
export class StreamHistory {
  /** The one of revision n at n. */
  readonly records: LogRecord[] = [];
  tombstone: LogRecord | undefined;
  metadata: StreamMetadata;
  readonly #name: string;
  readonly #revisions = new Map<string, number>();
  #metadataText: string | undefined;

  constructor(name: string) {
    this.#name = name;
    this.metadata = parseMetadata(name, undefined);
  }

  /** Of the last event; -1 while there is none. */
  get last(): number {
    return this.records.length - 1;
  }

  /** The last event of the stream's metadata stream, as it was written. */
  get metadataText(): string | undefined {
    return this.#metadataText;
  }

  set metadataText(text: string | undefined) {
    this.#metadataText = text;
    this.metadata = parseMetadata(this.#name, text);
  }

  add(record: LogRecord): void {
    this.#revisions.set(record.id, this.records.length);
    this.records.push(record);
  }

  /** Where an event id stands; the last place, when it was written twice. */
  revisionOf(id: string): number | undefined {
    return this.#revisions.get(id);
  }
}
