/* eslint-disable @typescript-eslint/require-await -- nothing is waited for, but errors are met as with any other store. */
import type { JsonObject } from '@reeve/contracts';
import type {
  AppendOptions,
  AppendResult,
  EventStore,
  EventToAppend,
  ExpectedRevision,
  Position,
  ReadAllOptions,
  ReadStreamOptions,
  RecordedEvent,
  StreamSoFar,
  SubscribeOptions,
  SubscriptionMessage,
} from '@reeve/event-store';
import {
  decideAppend,
  EventStoreUnavailableError,
  LogShorterThanCheckpointError,
  serializeAppend,
  VersionConflictError,
} from '@reeve/event-store';

import type { LogEntry } from './memory-log.js';
import { MemoryLog } from './memory-log.js';

export { MemoryLog } from './memory-log.js';

/**
 * An event store for unit tests. It keeps every promise of the port but one: nothing is durable beyond the process.
 *
 * @param log what is recorded; give the same one to a second store to play through a restart.
 */
export function openMemoryEventStore(log = new MemoryLog()): EventStore {
  return new MemoryEventStore(log);
}

class MemoryEventStore implements EventStore {
  readonly #log: MemoryLog;
  #closed = false;

  constructor(log: MemoryLog) {
    this.#log = log;
  }

  async append(
    stream: string,
    events: readonly EventToAppend[],
    expected: ExpectedRevision,
    { deadline }: AppendOptions,
  ): Promise<AppendResult> {
    const serialized = serializeAppend(stream, events, expected);
    this.#assertOpen();
    if (deadline <= Date.now()) {
      throw new EventStoreUnavailableError(
        `The deadline of the append to ${stream} was over before it began`,
      );
    }
    const decision = decideAppend(
      events.map(({ id }) => id),
      expected,
      this.#soFar(stream),
    );
    if (decision.kind === 'conflict') throw new VersionConflictError(stream, expected, decision.actual);
    if (decision.kind === 'write') {
      const recordedAt = new Date().toISOString();
      this.#log.write(
        serialized.map((event, index) => ({
          stream,
          revision: decision.first + index,
          recordedAt,
          ...event,
        })),
      );
    }
    return this.#resultAt(stream, decision.first + events.length - 1);
  }

  async *readStream(
    stream: string,
    { from, direction = 'forwards', limit = Infinity }: ReadStreamOptions = {},
  ): AsyncIterable<RecordedEvent> {
    this.#assertOpen();
    const entries = this.#log.stream(stream);
    const found =
      direction === 'forwards'
        ? entries.slice(from ?? 0)
        : entries.slice(0, from === undefined ? undefined : from + 1).reverse();
    yield* found.slice(0, limit).map(toRecordedEvent);
  }

  async *readAll({ after, filter, limit = Infinity }: ReadAllOptions = {}): AsyncIterable<RecordedEvent> {
    this.#assertOpen();
    const from = after === undefined ? 0 : this.#countUpTo(after);
    yield* this.#log.slice(from, this.#log.length, filter, limit).map(toRecordedEvent);
  }

  async *subscribe({
    after,
    filter,
    signal,
    batchSize = 500,
  }: SubscribeOptions): AsyncIterable<SubscriptionMessage> {
    this.#assertOpen();
    let seen = after === 'start' ? 0 : after === 'end' ? this.#log.length : this.#countUpTo(after);
    let caughtUp = false;
    while (!signal.aborted) {
      this.#assertOpen();
      const { head, length } = this.#log;
      const found = this.#log.slice(seen, length, filter, batchSize);
      const last = found.at(-1);
      if (last !== undefined) {
        // A full batch may have more behind it; one that is not full saw the log to its end.
        const full = found.length === batchSize;
        seen = full ? this.#countUpTo(last.position) : length;
        caughtUp = false;
        yield { kind: 'events', events: found.map(toRecordedEvent) };
        if (!full && head !== undefined && head !== last.position)
          yield { kind: 'checkpoint', position: head };
      } else if (head !== undefined && seen < length) {
        seen = length;
        yield { kind: 'checkpoint', position: head };
      } else if (!caughtUp) {
        caughtUp = true;
        yield { kind: 'caught-up' };
      } else {
        await this.#log.changed(signal);
      }
    }
  }

  async head(): Promise<Position | undefined> {
    this.#assertOpen();
    return this.#log.head;
  }

  close(): Promise<void> {
    this.#closed = true;
    this.#log.wake();
    return Promise.resolve();
  }

  #assertOpen(): void {
    if (this.#closed) throw new EventStoreUnavailableError('The event store is closed');
  }

  #countUpTo(position: Position): number {
    const count = this.#log.countUpTo(position);
    if (count === undefined) throw new LogShorterThanCheckpointError(position, this.#log.head);
    return count;
  }

  #soFar(stream: string): StreamSoFar {
    const entries = this.#log.stream(stream);
    return {
      last: entries.at(-1)?.revision,
      idsFrom: (revision, count) => entries.slice(revision, revision + count).map(({ id }) => id),
      revisionOf: (id) => entries.findLast((entry) => entry.id === id)?.revision,
    };
  }

  #resultAt(stream: string, revision: number): AppendResult {
    const entry = this.#log.stream(stream)[revision];
    if (entry === undefined) throw new Error(`${stream} has no revision ${String(revision)}`);
    return { revision, position: entry.position };
  }
}

function toRecordedEvent({ data, metadata, ...entry }: LogEntry): RecordedEvent {
  return {
    ...entry,
    data: JSON.parse(data) as JsonObject,
    metadata: JSON.parse(metadata) as JsonObject,
  };
}
