import { DataKeysChangedError, DataKeyStoreUnavailableError } from '@reeve/sealing';

/** What went wrong, in a form that passes between threads. */
export interface StoreFailure {
  readonly problem: string;
}

export function failureOf(error: unknown): StoreFailure {
  const reason = error instanceof Error ? error.message : String(error);
  const isFull = error instanceof Error && 'code' in error && error.code === 'SQLITE_FULL';
  return { problem: isFull ? `has no room on its disk: free some (${reason})` : `failed: ${reason}` };
}

/** The port's error for whatever went wrong with a store that is open. */
export function toPortError(error: unknown): Error {
  if (error instanceof DataKeysChangedError || error instanceof DataKeyStoreUnavailableError) return error;
  return unavailable(failureOf(error), error);
}

export function unavailable({ problem }: StoreFailure, cause?: unknown): DataKeyStoreUnavailableError {
  return new DataKeyStoreUnavailableError(`The key store ${problem}`, cause === undefined ? {} : { cause });
}
