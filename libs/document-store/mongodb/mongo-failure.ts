import { DocumentStoreRefusedError, DocumentStoreUnavailableError } from '@reeve/document-store';
import mongoose from 'mongoose';

const { MongoError, MongoServerError } = mongoose.mongo;

/** MongoDB's error codes: Unauthorized, AuthenticationFailed, MechanismUnavailable, and what Atlas says instead of them. */
const NOT_ALLOWED: ReadonlySet<unknown> = new Set([13, 18, 334, 8000]);
const COMMAND_NOT_FOUND = 59;
const DUPLICATE_KEY = 11000;

/**
 * What an error of MongoDB or its driver is to the caller; an error of anything else is given back as it is. All but refused
 * credentials may be over in a moment: no server, no primary, no majority, no room.
 */
export function toStoreError(error: unknown): unknown {
  if (error instanceof DocumentStoreRefusedError) return error;
  if (!(error instanceof MongoError || error instanceof mongoose.Error || isOfSystem(error))) return error;
  if (isRefusal(error)) {
    return new DocumentStoreRefusedError(
      `MongoDB does not let this service in (${describe(error)}): check the user, the password and authSource in ` +
        'REEVE_DOCUMENT_STORE_URL, and that the user may read and write that database',
    );
  }
  return new DocumentStoreUnavailableError(`MongoDB cannot do it for now: ${describe(error)}`);
}

/** Told by its code alone: text and further fields differ between servers. */
export function isDuplicateKey(error: unknown): boolean {
  return error instanceof MongoServerError && error.code === DUPLICATE_KEY;
}

/**
 * Which operations of an unordered bulk met an id that is there.
 *
 * @throws the error itself when it says anything else too, for instance that no majority has confirmed the rest.
 */
export function duplicatesIn(error: unknown): ReadonlySet<number> {
  if (!(error instanceof mongoose.mongo.MongoBulkWriteError)) throw error;
  const failed = [error.writeErrors].flat();
  const isAll = failed.length > 0 && failed.every(({ code }) => code === DUPLICATE_KEY);
  if (!isAll || error.result.getWriteConcernError() !== undefined) throw error;
  return new Set(failed.map(({ index }) => index));
}

/** The driver gives those of a socket that breaks while it writes as they come. */
function isOfSystem(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}

/** Also that of a server which has no users, and therefore does not know how to take a password. */
function isRefusal(error: Error): boolean {
  if (!(error instanceof MongoServerError)) return false;
  return (
    NOT_ALLOWED.has(error.code) || (error.code === COMMAND_NOT_FOUND && error.hasErrorLabel('HandshakeError'))
  );
}

function describe(error: Error): string {
  const name = error instanceof MongoServerError ? error.codeName : undefined;
  return typeof name === 'string' ? `${error.message} (${name})` : error.message;
}
