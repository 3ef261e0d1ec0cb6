import {
  AppendOutcomeUnknownError,
  EventStoreRefusedError,
  EventStoreUnavailableError,
  StorageFullError,
} from '@reeve/event-store';

/** What went wrong, in a form that passes between threads. */
export interface SqliteFailure {
  readonly kind: 'full' | 'damaged' | 'unavailable' | 'outcome-unknown';
  readonly message: string;
}

/**
 * No space (`SQLITE_FULL`), a quota or a file-size limit (`IOERR_WRITE`), no room for the index of the write-ahead log
 * (`IOERR_SHM*`); and what the system itself says of the same.
 */
const NO_ROOM = /^(SQLITE_FULL|SQLITE_IOERR_WRITE|SQLITE_IOERR_SHM.*|ENOSPC|EDQUOT|EFBIG)$/;
const NO_ROOM_AT_COMMIT = /^(SQLITE_FULL|SQLITE_IOERR_WRITE)$/;
const DAMAGED = /^SQLITE_(CORRUPT|NOTADB)/;

/** A statement failed; its transaction is, or will be, rolled back. */
export function failureOf(error: unknown): SqliteFailure {
  const code = codeOf(error);
  const kind = NO_ROOM.test(code) ? 'full' : DAMAGED.test(code) ? 'damaged' : 'unavailable';
  return { kind, message: messageOf(error) };
}

/**
 * COMMIT failed. A frame that could not be written ends the transaction; but after any other failure (to sync, to index)
 * all of its frames may be in the write-ahead log, where recovery from a crash right now would find them.
 */
export function commitFailureOf(error: unknown): SqliteFailure {
  const kind = NO_ROOM_AT_COMMIT.test(codeOf(error)) ? 'full' : 'outcome-unknown';
  return { kind, message: messageOf(error) };
}

/** The port's error for a failure while the log is open. */
export function toPortError({ kind, message }: SqliteFailure): Error {
  switch (kind) {
    case 'full':
      return new StorageFullError(`There is no room on the disk for the event log: free some (${message})`);
    case 'damaged':
      return new EventStoreRefusedError(`The event log is damaged: ${message}`);
    case 'unavailable':
      return new EventStoreUnavailableError(`The event log cannot be used: ${message}`);
    case 'outcome-unknown':
      return new AppendOutcomeUnknownError(`The append may or may not be written: ${message}`);
  }
}

/** The port's error for whatever ended an opening: to open again does not help, unless somebody makes room. */
export function toOpenError(path: string, error: unknown): Error {
  if (error instanceof EventStoreRefusedError || error instanceof StorageFullError) return error;
  const failure = failureOf(error);
  if (failure.kind === 'full') return toPortError(failure);
  const problem = failure.kind === 'damaged' ? 'is damaged: restore it from a backup' : 'cannot be opened';
  return new EventStoreRefusedError(`The event log ${path} ${problem} (${failure.message})`, {
    cause: error,
  });
}

/** SQLite's extended result code by name, or the system's; empty for an error that has none. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}

function messageOf(error: unknown): string {
  const code = codeOf(error);
  const message = error instanceof Error ? error.message : String(error);
  return code === '' || message.includes(code) ? message : `${message} (${code})`;
}
