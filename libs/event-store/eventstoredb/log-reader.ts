import type { ReadPosition, ResolvedEvent } from '@eventstore/db-client';
import type { Position, ReadAllOptions, ReadStreamOptions, RecordedEvent } from '@reeve/event-store';
import { EventStoreUnavailableError, LogShorterThanCheckpointError } from '@reeve/event-store';

import type { Connection } from './connection.js';
import { classify, toPortError } from './failure.js';
import type { Failure } from './failure.js';
import { toCommit, toPosition } from './position.js';
import { commitOf, isSystemEvent, isWanted, toRecordedEvent } from './recorded-event.js';
import { ServerEvents } from './server-events.js';
import type { ServerStream } from './server-events.js';
import type { StoreClient } from './store-client.js';

/** A server that has been asked and says nothing for so long is not there: the client itself would wait for ever. */
const PATIENCE_MS = 5_000;
/** Events at the end of the log looked at together for one that is no system event, and how many times more after each miss. */
const HEAD_WINDOW = 1;
const HEAD_WINDOW_GROWTH = 64;

type Read = (client: StoreClient) => ServerStream;

/** Reads streams and the log, until one of its signals is aborted; then everything throws EventStoreUnavailableError. */
export class LogReader {
  readonly #connection: Connection;
  readonly #signals: readonly AbortSignal[];

  constructor(connection: Connection, signals: readonly AbortSignal[]) {
    this.#connection = connection;
    this.#signals = signals;
  }

  async *stream(
    name: string,
    { from, direction = 'forwards', limit = Infinity }: ReadStreamOptions = {},
  ): AsyncIterable<RecordedEvent> {
    this.assertOpen();
    // The server answers a count of 0 with an error.
    if (limit <= 0) return;
    const fromRevision = from === undefined ? (direction === 'forwards' ? 'start' : 'end') : BigInt(from);
    const maxCount = Math.min(limit, Number.MAX_SAFE_INTEGER);
    const read: Read = (client) => client.readStream(name, { direction, fromRevision, maxCount });
    for await (const event of this.#pull(read, 'no-stream')) yield toRecordedEvent(event);
  }

  async *log({ after, filter, limit = Infinity }: ReadAllOptions = {}): AsyncIterable<RecordedEvent> {
    const end = await this.end();
    const place = after === undefined ? undefined : await this.placeOf(after);
    let remaining = limit;
    if (end === undefined || remaining <= 0) return;
    const fromPosition = place === undefined ? 'start' : at(place);
    for await (const event of this.#pull((client) => client.readAll({ fromPosition }))) {
      const commit = commitOf(event);
      if (commit > end) return;
      // The server begins with the event at the position itself.
      if ((place !== undefined && commit <= place) || !isWanted(filter, event)) continue;
      yield toRecordedEvent(event);
      remaining -= 1;
      if (remaining <= 0) return;
    }
  }

  /** Where the log's last event stands, whoever wrote it; undefined while there is none. */
  async end(): Promise<bigint | undefined> {
    for await (const event of this.#backwards('end', 1)) return commitOf(event);
    return undefined;
  }

  /** Where the log's last event stands that is no system event; undefined while there is none. */
  async head(): Promise<Position | undefined> {
    let place: ReadPosition = 'end';
    for (let window = HEAD_WINDOW; ; window *= HEAD_WINDOW_GROWTH) {
      let seen = 0;
      for await (const event of this.#backwards(place, window)) {
        const commit = commitOf(event);
        if (!isSystemEvent(event)) return toPosition(commit);
        place = at(commit);
        seen += 1;
      }
      if (seen < window) return undefined;
    }
  }

  /**
   * The place of a position in this log.
   *
   * @throws LogShorterThanCheckpointError when the log does not reach it, or no event ever stood there.
   */
  async placeOf(position: Position): Promise<bigint> {
    const commit = toCommit(position);
    // Asked twice before it is denied: a projection that hears it starts over, and a server that stops fails in a like manner.
    if (commit !== undefined && ((await this.#isPlace(commit)) || (await this.#isPlace(commit))))
      return commit;
    throw new LogShorterThanCheckpointError(position, await this.head());
  }

  /** @throws EventStoreUnavailableError when a signal has been aborted. */
  assertOpen(): void {
    if (this.#signals.some(({ aborted }) => aborted)) {
      throw new EventStoreUnavailableError('The event store is closed');
    }
  }

  /** From beyond its end the server reads nothing; from where no event begins, it answers with an error. */
  async #isPlace(commit: bigint): Promise<boolean> {
    const read: Read = (client) => client.readAll({ fromPosition: at(commit), maxCount: 1 });
    for await (const _ of this.#pull(read, 'bad-request')) return true;
    return false;
  }

  #backwards(fromPosition: ReadPosition, maxCount: number): AsyncIterable<ResolvedEvent> {
    return this.#pull((client) => client.readAll({ direction: 'backwards', fromPosition, maxCount }));
  }

  /** @param endsWith a kind of failure that says no more than that nothing is there. */
  async *#pull(read: Read, endsWith?: Failure['kind']): AsyncIterable<ResolvedEvent> {
    const client = await this.#connection.current;
    this.assertOpen();
    const events = new ServerEvents(read(client), this.#signals);
    try {
      for (;;) {
        this.assertOpen();
        const event = events.take();
        if (event !== undefined) {
          yield event;
        } else if (events.failure !== undefined) {
          const failure = classify(events.failure);
          if (failure.kind === endsWith) return;
          throw toPortError(failure);
        } else if (events.ended) {
          return;
        } else if (!(await events.change(PATIENCE_MS))) {
          await this.#connection.replace(client);
          throw new EventStoreUnavailableError(`EventStoreDB said nothing for ${PATIENCE_MS} ms`);
        }
      }
    } finally {
      events.cancel();
    }
  }
}

function at(commit: bigint): ReadPosition {
  return { commit, prepare: commit };
}
