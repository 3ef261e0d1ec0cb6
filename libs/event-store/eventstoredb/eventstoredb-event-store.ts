import { setMaxListeners } from 'node:events';

import type { JSONEventData } from '@eventstore/db-client';
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
  SerializedEvent,
  SubscribeOptions,
  SubscriptionMessage,
} from '@reeve/event-store';
import { serializeAppend } from '@reeve/event-store';

import { appendToExisting } from './append-to-existing.js';
import { Appender } from './appender.js';
import { CatchUpSubscription } from './catch-up-subscription.js';
import type { Connection } from './connection.js';
import { LogReader } from './log-reader.js';

/** What a process wants to know of its event store: for the log and the metrics. Both must not throw. */
export interface EventStoreDBObserver {
  /** An append got no answer, or could not be sent, and is sent again. */
  onAppendRepeated?(reason: string): void;
  /** A catch-up subscription has lost its connection, and connects again. */
  onSubscriptionInterrupted?(reason: string): void;
}

/** Two connections: what a long reading takes of one is not taken from the appends. */
export interface Connections {
  readonly appending: Connection;
  readonly reading: Connection;
}

export class EventStoreDBEventStore implements EventStore {
  readonly #connections: Connections;
  readonly #observer: EventStoreDBObserver;
  readonly #onClosed: () => void;
  readonly #closing = new AbortController();
  readonly #reader: LogReader;
  readonly #appender: Appender;
  /** Reads for appends, which are finished also when the store is being closed. */
  readonly #accepted: { readonly reader: LogReader; readonly appender: Appender };
  readonly #appends = new Set<Promise<AppendResult>>();
  #closed: Promise<void> | undefined;

  /** @param onClosed called once, when both connections are closed. */
  constructor(connections: Connections, observer: EventStoreDBObserver, onClosed: () => void) {
    this.#connections = connections;
    this.#observer = observer;
    this.#onClosed = onClosed;
    // Every reading and subscription under way listens.
    setMaxListeners(0, this.#closing.signal);
    this.#reader = new LogReader(connections.reading, [this.#closing.signal]);
    this.#appender = new Appender(connections.appending, this.#closing.signal, (reason) =>
      observer.onAppendRepeated?.(reason),
    );
    this.#accepted = { reader: new LogReader(connections.reading, []), appender: this.#appender };
  }

  async append(
    stream: string,
    events: readonly EventToAppend[],
    expected: ExpectedRevision,
    { deadline }: AppendOptions,
  ): Promise<AppendResult> {
    const sent = serializeAppend(stream, events, expected).map(toJsonEvent);
    this.#reader.assertOpen();
    const append =
      expected === 'existing'
        ? appendToExisting(this.#accepted, stream, sent, deadline)
        : this.#appender.append(stream, sent, expected, deadline);
    this.#appends.add(append);
    try {
      return await append;
    } finally {
      this.#appends.delete(append);
    }
  }

  readStream(stream: string, options?: ReadStreamOptions): AsyncIterable<RecordedEvent> {
    return this.#reader.stream(stream, options);
  }

  readAll(options?: ReadAllOptions): AsyncIterable<RecordedEvent> {
    return this.#reader.log(options);
  }

  subscribe(options: SubscribeOptions): AsyncIterable<SubscriptionMessage> {
    const { signal: closed } = this.#closing;
    return new CatchUpSubscription({
      connection: this.#connections.reading,
      reader: new LogReader(this.#connections.reading, [options.signal, closed]),
      subscribe: options,
      closed,
      onInterrupted: (reason) => this.#observer.onSubscriptionInterrupted?.(reason),
    }).messages();
  }

  head(): Promise<Position | undefined> {
    return this.#reader.head();
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    this.#closing.abort();
    await Promise.allSettled(this.#appends);
    await Promise.all([this.#connections.appending.close(), this.#connections.reading.close()]);
    this.#onClosed();
  }
}

const encoder = new TextEncoder();

/**
 * Whoever appends may go on changing its objects before they are sent: these are others. The metadata as bytes: the client would send JSON by
 * way of base64, which it takes apart again, twice, letter by letter. Of the data it knows only then that it is JSON.
 */
function toJsonEvent({ id, type, data, metadata }: SerializedEvent): JSONEventData {
  return {
    id,
    contentType: 'application/json',
    type,
    data: JSON.parse(data) as JsonObject,
    metadata: encoder.encode(metadata),
  };
}
