import { DocumentStoreRefusedError, DocumentStoreUnavailableError } from '@reeve/document-store';
import type { Failure } from './protocol.js';

/** What may be over in a moment. Anything else (not a database, damaged, no such folder, no permission) stays. */
const PASSING = /^SQLITE_(FULL|IOERR|BUSY|LOCKED|PROTOCOL|NOMEM)/;

/** What went wrong while a file was opened. */
export function failureToOpen(path: string, error: unknown): Failure {
  if (error instanceof DocumentStoreRefusedError) return { error: 'refused', message: error.message };
  return {
    error: PASSING.test(codeOf(error)) ? 'unavailable' : 'refused',
    message: `${path} cannot be opened as a document store: ${describe(error)}`,
  };
}

/** What went wrong with a file that is open: no room, an input or output error. Nothing of a failed change is kept. */
export function failureToRun(error: unknown): Failure {
  return { error: 'unavailable', message: `The document store failed: ${describe(error)}` };
}

export function toError({ error, message }: Failure): Error {
  switch (error) {
    case 'refused':
      return new DocumentStoreRefusedError(message);
    case 'unavailable':
      return new DocumentStoreUnavailableError(message);
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
