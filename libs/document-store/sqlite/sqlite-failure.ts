import {
  CheckpointMovedError,
  DocumentStoreRefusedError,
  DocumentStoreUnavailableError,
} from '@reeve/document-store';
import type { Failure } from './protocol.js';

/** What may be over in a moment. Anything else (not a database, damaged, no such folder, no permission) stays. */
const PASSING = /^SQLITE_(FULL|IOERR|BUSY|LOCKED|PROTOCOL|NOMEM)/;

/** No space, a quota or a file-size limit, or no room for the index of the write-ahead log. */
const NO_ROOM = /^SQLITE_(FULL|IOERR_WRITE|IOERR_SHM)/;

/** What went wrong while a file was opened, and what can be done about it. */
export function failureToOpen(path: string, error: unknown): Failure {
  if (error instanceof DocumentStoreRefusedError) return { error: 'refused', message: error.message };
  return {
    error: PASSING.test(codeOf(error)) ? 'unavailable' : 'refused',
    message: `The document store ${path} ${problemToOpen(codeOf(error))} (${describe(error)})`,
  };
}

function problemToOpen(code: string): string {
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(code)) {
    return 'is damaged, or none of Reeve: move it away, and the documents are made again from the event log';
  }
  if (NO_ROOM.test(code)) return 'has no room on its disk: free some';
  if (code.startsWith('SQLITE_READONLY'))
    return 'cannot be written: make it and its folder writable for this user';
  return 'cannot be opened';
}

/**
 * What went wrong with a file that is open: no room, an input or output error, a checkpoint that has moved. Nothing of a
 * failed change is kept.
 */
export function failureToRun(error: unknown): Failure {
  if (error instanceof CheckpointMovedError) return { error: 'checkpoint-moved', message: error.message };
  return { error: 'unavailable', message: `The document store failed: ${describe(error)}` };
}

export function toError({ error, message }: Failure): Error {
  switch (error) {
    case 'refused':
      return new DocumentStoreRefusedError(message);
    case 'unavailable':
      return new DocumentStoreUnavailableError(message);
    case 'checkpoint-moved':
      return new CheckpointMovedError(message);
  }
}

function describe(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  const code = codeOf(error);
  return code === '' ? message : `${message} (${code})`;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
}
