import { errors, ReeveError } from '@reeve/contracts';
import { DocumentStoreUnavailableError } from '@reeve/document-store';
import {
  AppendOutcomeUnknownError,
  EventStoreRefusedError,
  EventStoreUnavailableError,
  MAX_APPEND_BYTES,
  StorageFullError,
} from '@reeve/event-store';
import { DataKeyStoreUnavailableError } from '@reeve/sealing';

/** What an error of a port means to whoever made the request. An error that is none of the ports' comes back as it is. */
export function toReeveError(error: unknown): unknown {
  if (error instanceof StorageFullError) return errors.storageFull();
  if (error instanceof AppendOutcomeUnknownError) return errors.outcomeUnknown('event store');
  if (error instanceof EventStoreUnavailableError || error instanceof EventStoreRefusedError) {
    return errors.unavailable('event store');
  }
  if (error instanceof DocumentStoreUnavailableError) return errors.unavailable('document store');
  if (error instanceof DataKeyStoreUnavailableError) return errors.unavailable('key store');
  return error;
}

/** A single change that does not fit into one append. Whatever must be all or nothing lives in one append. */
export function changeTooLarge(bytes: number): ReeveError {
  return new ReeveError(
    'CHANGE-TOO-LARGE',
    413,
    `The change has ${bytes} bytes; at most ${MAX_APPEND_BYTES} can be made at once. Make it in several steps.`,
    { bytes, most: MAX_APPEND_BYTES },
  );
}
