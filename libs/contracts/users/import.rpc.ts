import { command } from '../rpc.js';
import type { ImportCounts } from './import.events.js';
import type { Visibility } from './users.rpc.js';

/** Somebody who is to have an account. As it came, but for the types: whether the values will do is for the users context to say. */
export interface ImportRow {
  /** Where the row begins in the file, from 1. */
  readonly line: number;
  readonly name: string;
  readonly email: string;
  /** One of the two is null. */
  readonly password: string | null;
  readonly passwordHash: string | null;
  readonly role: string;
  /** Empty: the built-in one. */
  readonly profileImageUrl: string;
}

/** What became of a row, or in a dry run what would. */
export type RowOutcome =
  | { readonly line: number; readonly outcome: 'created' | 'exists' }
  | { readonly line: number; readonly outcome: 'invalid'; readonly code: string; readonly detail: string };

/**
 * What reads are to show before a step of an import is answered: the rows of the step before, by the position that it was answered with.
 * So rows are registered while reads come to show those before them, and are never further ahead of reads than that.
 */
interface Following {
  readonly follows: string | null;
}

export const importRpc = {
  /**
   * Registers the people of some rows, those with an e-mail in common one after the other; the outcomes are in the order of the
   * rows. Repeated under the same id, it makes nothing twice and answers as the first time. A dry run makes nothing.
   *
   * The position is that of the last account, null when none was made; `visible` is about the rows that these follow.
   *
   * @throws `USERS-PASSWORD-CHECKS-BUSY` 503 and what storage is refused for: some rows may have been made, and repeating it
   *   tells which.
   */
  importUsers: command<
    { importId: string; rows: readonly ImportRow[]; dryRun: boolean } & Following,
    { outcomes: readonly RowOutcome[]; position: string | null } & Visibility
  >('reeve.users.import-users'),
  /** Says in the log how an import ended. */
  endImport: command<{ importId: string; rows: ImportCounts; complete: boolean } & Following, Visibility>(
    'reeve.users.end-import',
  ),
} as const;
