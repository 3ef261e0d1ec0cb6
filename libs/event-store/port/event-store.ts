import type { JsonObject } from '@reeve/contracts';

declare const position: unique symbol;

/**
 * Where an event stands in the whole log. Opaque: compare with {@link comparePositions}, store as a string, never compute
 * with it. Adapters make them of fixed width, so that they also sort as text in a document store.
 */
export type Position = string & { readonly [position]: true };

export function comparePositions(left: Position, right: Position): -1 | 0 | 1 {
  return left < right ? -1 : left > right ? 1 : 0;
}

/**
 * What the stream must look like for an append to be taken. `new`: it has no event. `existing`: it has at least one.
 * A number: the revision of its last event (the first event has revision 0). There is no "any".
 */
export type ExpectedRevision = 'new' | 'existing' | number;

export interface EventToAppend {
  /** UUID. The same id at the same place again is a repetition, answered as the first time. */
  readonly id: string;
  /** Wire type, `context.entity.fact.vN`. */
  readonly type: string;
  readonly data: JsonObject;
  readonly metadata: JsonObject;
}

export interface RecordedEvent extends EventToAppend {
  readonly stream: string;
  readonly revision: number;
  readonly position: Position;
  /** When the store wrote it: ISO 8601, UTC. */
  readonly recordedAt: string;
}

export interface AppendResult {
  /** Revision of the last event of this append. */
  readonly revision: number;
  /** Position of the last event of this append. */
  readonly position: Position;
}

/** Both lists are alternatives among themselves and conditions together; an absent list lets everything pass. */
export interface EventFilter {
  readonly streamPrefixes?: readonly string[];
  readonly typePrefixes?: readonly string[];
}

export interface ReadStreamOptions {
  /** First revision to read, inclusive. Default: the first, or the last when reading backwards. */
  readonly from?: number;
  readonly direction?: 'forwards' | 'backwards';
  readonly limit?: number;
}

export interface ReadAllOptions {
  /** Read what stands after this position, exclusive. Default: from the beginning. */
  readonly after?: Position;
  readonly filter?: EventFilter;
  readonly limit?: number;
}

export interface SubscribeOptions {
  /**
   * `start`, `end` (only what is appended from now on: certain for all that is appended after the first `caught-up`), or
   * the last position already processed (exclusive).
   */
  readonly after: Position | 'start' | 'end';
  readonly filter?: EventFilter;
  readonly signal: AbortSignal;
  /** Events handed over at once. Default 500. Nothing more is read ahead than one such batch. */
  readonly batchSize?: number;
}

/**
 * `events`: never empty, in order, each exactly once. `caught-up`: everything there was has been handed over. It comes
 * again after each time the subscription fell behind, that is, had more before it than one batch; stores may say it more
 * often. `checkpoint`: between the event handed over last and this position, inclusive, stands nothing that the filter
 * lets pass; resume after it.
 */
export type SubscriptionMessage =
  | { readonly kind: 'events'; readonly events: readonly RecordedEvent[] }
  | { readonly kind: 'caught-up' }
  | { readonly kind: 'checkpoint'; readonly position: Position };

export interface AppendOptions {
  /** Epoch milliseconds. Once it is over, an append that is not known to be written is an AppendOutcomeUnknownError. */
  readonly deadline: number;
}

/**
 * Append-only streams of events in one totally ordered log.
 *
 * Errors are the classes of `event-store.errors.ts`, the same ones from every adapter.
 */
export interface EventStore {
  /**
   * Writes all events or none, durably: when this resolves, a power cut loses nothing of it.
   *
   * Repeating an append with the same event ids and expectation, at any later time, answers as the first one did and
   * writes nothing (EventStoreDB's rule: the ids stand, in this order, where the expectation says they would).
   *
   * @throws InvalidEventError before anything is sent: see {@link serializeAppend} for the rules.
   * @throws VersionConflictError when the stream is not as expected.
   * @throws EventStoreUnavailableError when it was certainly not written; retryable.
   * @throws AppendOutcomeUnknownError when it may have been written; repeat with the same ids.
   * @throws StorageFullError when there is no room; nothing was written, reads go on.
   */
  append(
    stream: string,
    events: readonly EventToAppend[],
    expected: ExpectedRevision,
    options: AppendOptions,
  ): Promise<AppendResult>;

  /** A stream that does not exist has no events: it reads as empty. `limit` 0 reads nothing. */
  readStream(stream: string, options?: ReadStreamOptions): AsyncIterable<RecordedEvent>;

  /**
   * The id of a stream's last event at this moment, null when it has none, where the store knows that without reading: one that
   * nobody else writes to may. Undefined, or no such method: reading tells.
   */
  knownEnd?(stream: string): string | null | undefined;

  /**
   * What stands in the log when the reading begins, in its order. `limit` 0 reads nothing.
   *
   * @throws LogShorterThanCheckpointError when `after` lies beyond the end of the log, as {@link subscribe} does: to answer
   *   "nothing new" to a reader that comes from another log would hide that log from it.
   */
  readAll(options?: ReadAllOptions): AsyncIterable<RecordedEvent>;

  /**
   * A catch-up subscription. It survives a dropped connection by resuming after the last delivered event, hands over the
   * next batch only when asked for it (back-pressure), and ends without an error when the signal is aborted.
   *
   * @throws LogShorterThanCheckpointError when `after` lies beyond the end of the log or is no position of this kind of log:
   *   another log, or one restored from an older backup. Whoever subscribes must start again from the beginning.
   * @throws EventStoreUnavailableError when the store is closed under it.
   */
  subscribe(options: SubscribeOptions): AsyncIterable<SubscriptionMessage>;

  /** Position of the last event of the log; undefined while it is empty. */
  head(): Promise<Position | undefined>;

  /** Finishes what was accepted, then closes. Idempotent. Afterwards everything throws EventStoreUnavailableError. */
  close(): Promise<void>;
}
