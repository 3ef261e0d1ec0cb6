import type { ExpectedRevision, Position } from './event-store.js';

/** Nothing was written; the stream is not as expected. `actual` is undefined when the stream has no event. */
export class VersionConflictError extends Error {
  override readonly name = 'VersionConflictError';
  constructor(
    readonly stream: string,
    readonly expected: ExpectedRevision,
    readonly actual: number | undefined,
  ) {
    super(
      `Stream ${stream} was expected at ${String(expected)} but is at ${actual === undefined ? 'no event' : String(actual)}`,
    );
  }
}

/** The events or the stream name break a rule of the port; nothing was sent. A bug of the caller, not retryable. */
export class InvalidEventError extends Error {
  override readonly name = 'InvalidEventError';
}

/** The store cannot be reached or is closed. Nothing was written. Retryable. */
export class EventStoreUnavailableError extends Error {
  override readonly name = 'EventStoreUnavailableError';
}

/** The store was asked but did not answer in time. Repeat with the same event ids and the same expectation. */
export class AppendOutcomeUnknownError extends Error {
  override readonly name = 'AppendOutcomeUnknownError';
}

/** No room for the append; nothing was written and nothing is damaged. */
export class StorageFullError extends Error {
  override readonly name = 'StorageFullError';
}

/** The store answered, and will not have it so: credentials, certificate, a file of another version. Not retryable. */
export class EventStoreRefusedError extends Error {
  override readonly name = 'EventStoreRefusedError';
}

/** A subscription was asked to resume after a position that this log does not reach. */
export class LogShorterThanCheckpointError extends Error {
  override readonly name = 'LogShorterThanCheckpointError';
  constructor(
    readonly checkpoint: Position,
    readonly head: Position | undefined,
  ) {
    super(
      `The log ends at ${head ?? 'its beginning'}, before the checkpoint ${checkpoint}: it is another log, or an older one`,
    );
  }
}
