import type { JsonObject } from '../json.js';

/** What an import has made of its rows. */
export interface ImportCounts extends JsonObject {
  readonly created: number;
  /** Somebody has the row's e-mail. */
  readonly exists: number;
  readonly invalid: number;
}

/**
 * How an import ended; its accounts have events of their own. `complete` false: it was cut off, and the rows after those that
 * are counted were not looked at. May be followed by the end of a repetition.
 */
export interface ImportEnded {
  readonly type: 'users.import.ended.v1';
  readonly data: { readonly importId: string; readonly rows: ImportCounts; readonly complete: boolean };
}
