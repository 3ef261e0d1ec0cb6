import type { ReadableOptions, TransformOptions } from 'node:stream';
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';

import type { ResolvedEvent } from '@eventstore/db-client';
import type { EventFilter, SubscribeOptions, SubscriptionMessage } from '@reeve/event-store';
import { comparePositions, EventStoreUnavailableError } from '@reeve/event-store';

import type { Connection } from './connection.js';
import { classify, toPortError } from './failure.js';
import type { LogReader } from './log-reader.js';
import { toPosition } from './position.js';
import { commitOf, isWanted, toRecordedEvent } from './recorded-event.js';
import { serverFilter } from './server-filter.js';
import type { StoreClient } from './store-client.js';
import { SubscriptionFeed } from './subscription-feed.js';

/** Pauses before it connects again: 100 ms, doubled up to 2 s. */
const RETRY_FIRST_MS = 100;
const RETRY_MOST_MS = 2_000;
/** A server that does not confirm a subscription in this time is asked again. */
const CONFIRMATION_MS = 5_000;
const BATCH_SIZE = 500;

export interface CatchUpOptions {
  readonly connection: Connection;
  /** Stops with the subscription. */
  readonly reader: LogReader;
  readonly subscribe: SubscribeOptions;
  /** The store's: aborted when it is closed. */
  readonly closed: AbortSignal;
  /** Told each time that it has to connect again, and why. */
  readonly onInterrupted: (reason: string) => void;
}

/** One catch-up subscription through any number of connections: the client itself never brings one back. */
export class CatchUpSubscription {
  readonly #options: CatchUpOptions;
  /** All up to here, inclusive, has been handed over. */
  #after: SubscribeOptions['after'];

  constructor(options: CatchUpOptions) {
    this.#options = options;
    this.#after = options.subscribe.after;
  }

  async *messages(): AsyncGenerator<SubscriptionMessage, void, undefined> {
    const { subscribe, closed, onInterrupted } = this.#options;
    const isAborted = (): boolean => subscribe.signal.aborted;
    const stopped = AbortSignal.any([subscribe.signal, closed]);
    let pause = RETRY_FIRST_MS;
    while (!isAborted()) {
      try {
        for await (const message of this.#connection()) {
          pause = RETRY_FIRST_MS;
          yield message;
        }
      } catch (error) {
        if (isAborted()) return;
        if (!(error instanceof EventStoreUnavailableError) || closed.aborted) throw error;
        onInterrupted(error.message);
        await delay(pause, undefined, { signal: stopped }).catch(() => undefined);
        pause = Math.min(pause * 2, RETRY_MOST_MS);
      }
    }
  }

  /** What comes through one connection, until that breaks or the signal is aborted. */
  async *#connection(): AsyncGenerator<SubscriptionMessage, void, undefined> {
    const { connection, reader, subscribe } = this.#options;
    const { signal, filter, batchSize = BATCH_SIZE } = subscribe;
    const end = await reader.end();
    const place = await this.#place(end);
    const client = await connection.current;
    reader.assertOpen();
    const feed = this.#subscribe(client, place, batchSize);
    let live = false;
    let announced = false;
    try {
      while (!signal.aborted) {
        reader.assertOpen();
        const fed = feed.next(batchSize);
        switch (fed?.kind) {
          case 'events':
            // Whether more of them stood behind these nobody says, so the end has to be said again.
            announced = false;
            yield* this.#handOver(fed.events, filter);
            break;
          case 'checkpoint':
            yield* this.#checkpoint(fed.commit);
            break;
          case 'caught-up':
            live = true;
            announced = false;
            if (end !== undefined) yield* this.#checkpoint(end);
            break;
          case 'fell-behind':
            live = false;
            break;
          case undefined:
            if (live && !announced) {
              announced = true;
              yield { kind: 'caught-up' };
            } else if (feed.over !== undefined) {
              throw toPortError(classify(feed.over));
            } else if (!(await feed.change(feed.confirmed ? undefined : CONFIRMATION_MS))) {
              await connection.replace(client);
              throw new EventStoreUnavailableError(`No subscription was confirmed in ${CONFIRMATION_MS} ms`);
            } else {
              // What has come with it is still being read, one event at a time: so that all of it goes into one batch.
              await nextTurn();
            }
        }
      }
    } finally {
      feed.cancel();
    }
  }

  /**
   * Where this connection begins; undefined: at the beginning. Looked for each time: the server may have come back with
   * another log. The end becomes a place at the first time, lest what is appended during an interruption be passed over.
   */
  async #place(end: bigint | undefined): Promise<bigint | undefined> {
    if (this.#after === 'end') this.#after = end === undefined ? 'start' : toPosition(end);
    return this.#after === 'start' ? undefined : await this.#options.reader.placeOf(this.#after);
  }

  #subscribe(client: StoreClient, place: bigint | undefined, batchSize: number): SubscriptionFeed {
    const { subscribe, closed } = this.#options;
    const readAhead: ReadableOptions & Pick<TransformOptions, 'readableHighWaterMark'> = {
      readableHighWaterMark: batchSize,
    };
    const feed: SubscriptionFeed = new SubscriptionFeed(
      client.subscribeToAll(
        {
          fromPosition: place === undefined ? 'start' : { commit: place, prepare: place },
          filter: serverFilter(subscribe.filter, (_, { commit }) => feed.checkpoint(commit)),
        },
        readAhead,
      ),
      [subscribe.signal, closed],
    );
    return feed;
  }

  *#handOver(
    events: readonly ResolvedEvent[],
    filter: EventFilter | undefined,
  ): Generator<SubscriptionMessage> {
    const passing = events.filter((event) => isWanted(filter, event)).map(toRecordedEvent);
    const lastPassing = passing.at(-1);
    if (lastPassing !== undefined) {
      this.#after = lastPassing.position;
      yield { kind: 'events', events: passing };
    }
    const last = events.at(-1);
    if (last !== undefined) yield* this.#checkpoint(commitOf(last));
  }

  *#checkpoint(commit: bigint): Generator<SubscriptionMessage> {
    const position = toPosition(commit);
    const isKnown =
      this.#after !== 'start' && this.#after !== 'end' && comparePositions(position, this.#after) !== 1;
    if (isKnown) return;
    this.#after = position;
    yield { kind: 'checkpoint', position };
  }
}
