import { randomUUID } from 'node:crypto';

import type { EventStore, EventToAppend } from '@reeve/event-store';

/** One thing that was written, all of it or nothing: the serialized events of one append or deletion. */
export type Write = readonly Uint8Array[];

const STREAM = 'eventstoredb-journal';
const PART_TYPE = 'eventstoredb.journal.part-written.v1';
/** Characters of one part, and of all parts that go to the store together: with what JSON adds, below the port's 1 MiB. */
const MAX_TEXT = 800_000;
/** Parts that go to the store together; the port takes 1000 events. */
const MAX_PARTS = 1000;

/**
 * Where the double keeps what was written: one stream of any event store of this project.
 *
 * What clients write is not mapped to streams and events of the port, because the port forbids much of what the real server
 * takes: any expected revision, events that are not JSON, odd names and types, metadata and deletions. It is written here
 * in the order of the log, each event in the protocol's own serialized form, and everything else is rebuilt from it when
 * the server starts. One append of up to 1 MiB may grow beyond the port's limit on its way into JSON, so that it is split
 * into parts; a write whose last part is not there never happened.
 */
export class Journal {
  readonly #store: EventStore;
  readonly #waiting: PendingPart[] = [];
  #length = 0;
  #flushing = false;

  constructor(store: EventStore) {
    this.#store = store;
  }

  /** What was written before this process began. To be read to its end before anything is written. */
  async *writes(): AsyncIterable<Write> {
    let text = '';
    for await (const { data } of this.#store.readStream(STREAM)) {
      const part = data as unknown as Part;
      this.#length += 1;
      text = part.first ? part.text : text + part.text;
      if (part.last) yield parseWrite(text);
    }
  }

  /** Resolves when it is durable, in the order of the calls. What waits meanwhile goes to the store together. */
  write(events: Write): Promise<void> {
    const text = textOfWrite(events);
    return new Promise((resolve) => {
      for (let from = 0; from === 0 || from < text.length; from += MAX_TEXT) {
        const last = from + MAX_TEXT >= text.length;
        const part = { text: text.slice(from, from + MAX_TEXT), first: from === 0, last };
        this.#waiting.push({ part, onWritten: last ? resolve : undefined });
      }
      void this.#flush();
    });
  }

  async #flush(): Promise<void> {
    if (this.#flushing) return;
    this.#flushing = true;
    try {
      while (this.#waiting.length > 0) {
        const parts = this.#waiting.splice(0, this.#batchLength());
        await this.#store.append(
          STREAM,
          parts.map(({ part }) => toEvent(part)),
          this.#length === 0 ? 'new' : this.#length - 1,
          { deadline: Infinity },
        );
        this.#length += parts.length;
        for (const { onWritten } of parts) onWritten?.();
      }
      this.#flushing = false;
    } catch (error) {
      // What was decided on the ground of this write is no longer true. The real server ends as well.
      setImmediate(() => {
        throw error;
      });
    }
  }

  #batchLength(): number {
    let size = 0;
    const end = this.#waiting.findIndex(({ part }, index) => {
      size += part.text.length;
      return index > 0 && (size > MAX_TEXT || index >= MAX_PARTS);
    });
    return end < 0 ? this.#waiting.length : end;
  }
}

interface Part {
  readonly text: string;
  readonly first: boolean;
  readonly last: boolean;
}

interface PendingPart {
  readonly part: Part;
  readonly onWritten: (() => void) | undefined;
}

function toEvent(part: Part): EventToAppend {
  return { id: randomUUID(), type: PART_TYPE, data: { ...part }, metadata: {} };
}

function textOfWrite(events: Write): string {
  return events.map((event) => Buffer.from(event).toString('base64')).join(' ');
}

function parseWrite(text: string): Write {
  return text.split(' ').map((event) => Buffer.from(event, 'base64'));
}
