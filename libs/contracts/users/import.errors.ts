import { ReeveError } from '../errors/reeve-error.js';

/** The errors of importing users: of the file, and of its rows. */
export const importErrors = {
  /** @param line from 1. @param column from 1, in characters. */
  fileMalformed: (line: number, column: number, problem: string) =>
    new ReeveError(
      'USERS-IMPORT-MALFORMED',
      422,
      `Line ${String(line)}, column ${String(column)}: ${problem}`,
      { line, column },
    ),
  tooLarge: (limitBytes: number) =>
    new ReeveError(
      'USERS-IMPORT-TOO-LARGE',
      413,
      `A file to import has at most ${String(limitBytes)} bytes. Send it in parts.`,
      { limit_bytes: limitBytes },
    ),
  tooManyRows: (limit: number) =>
    new ReeveError(
      'USERS-IMPORT-TOO-MANY-ROWS',
      413,
      `A file to import has at most ${String(limit)} rows. Send it in parts.`,
      { limit_rows: limit },
    ),
  fieldInvalid: (detail: string) => new ReeveError('USERS-IMPORT-FIELD-INVALID', 422, detail),
  roleUnknown: () =>
    new ReeveError('USERS-IMPORT-ROLE-UNKNOWN', 422, 'The role must be pending, user or admin.'),
  passwordHashUnsupported: () =>
    new ReeveError(
      'USERS-PASSWORD-HASH-UNSUPPORTED',
      422,
      'The password hash must be argon2 in its usual text form, of a cost that can be checked at every sign-in.',
    ),
} as const;
