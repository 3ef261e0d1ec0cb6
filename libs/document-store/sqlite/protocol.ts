import type { Checkpoint, CollectionDefinition } from '@reeve/document-store';
import type { Row } from './collection-table.js';
import type { Sql, SqlValue } from './sql.js';

/** What the store's thread is started with. */
export interface WorkerSettings {
  readonly path: string;
  readonly collections: readonly CollectionDefinition[];
}

/** One operation of a write, its document made into a row by the calling thread. */
export type RowChange =
  | { readonly kind: 'put' | 'insert'; readonly collection: string; readonly row: Row }
  | { readonly kind: 'remove'; readonly collection: string; readonly id: string };

export type Mutation =
  | {
      readonly kind: 'write';
      readonly changes: readonly RowChange[];
      readonly checkpoint: Checkpoint | undefined;
    }
  | { readonly kind: 'reset'; readonly projection: string; readonly collections: readonly string[] }
  | { readonly kind: 'remove-where'; readonly collection: string; readonly rows: Sql };

/** A text of three characters or more that is searched for, and the statements to look for it in rows. */
export interface SearchedText {
  readonly text: string;
  /**
   * Rows of the table's own key that meet an expression of the trigram index, and 1 where they have the text, else 0. Parameters: the text as often as
   * there are columns to search in, the expression, and how many rows at most.
   */
  readonly looked: Sql;
  /** What is searched in, of the first key that is no less than the one given. */
  readonly textsFrom: string;
}

/** What all that is asked for is found by. */
export interface Candidates {
  /** Rows of the table's own key: all that may meet the conditions, as the most selective of these finds them. */
  readonly candidates: Sql;
  /** Where that is a text. */
  readonly searched?: SearchedText;
  /** The greatest key in the table: about as many rows there are. */
  readonly lastRow: string;
}

export interface CandidatesRequest extends Candidates {
  readonly collection: string;
  /** {@link ChangeCounts} of the collection: the same number for the same rows. */
  readonly changes: number;
}

/** A list of what no index has in its order: see {@link OrderedRows}. */
export interface PageRequest extends CandidatesRequest {
  readonly kind: 'page';
  /** Those of them that do, in the order. Before its parameters: the candidates, as JSON. */
  readonly ordered: Sql;
  /** Rows of the table's own key that meet the other conditions, by an index that has the order. */
  readonly along: Sql;
  /** The list of some keys, which are its only parameter, as JSON. */
  readonly page: string;
  /** The list of the page itself, by an index that has the order. */
  readonly walk: Sql;
  readonly offset: number;
  readonly limit: number;
}

/**
 * How many rows there are of what is searched for and nothing else. The candidates are those of a page: whoever counts often asks for one
 * as well.
 */
export interface CountRequest extends CandidatesRequest {
  readonly kind: 'count';
  /** One row of one number, where they are many. */
  readonly count: Sql;
}

export interface ReadRequest {
  readonly kind: 'read';
  readonly sql: Sql;
}

/** One row of one value: the bytes of a list. */
export interface ListRequest {
  readonly kind: 'list';
  readonly sql: Sql;
}

export type SearchRequest = ReadRequest | ListRequest | PageRequest | CountRequest;

export type Request = Mutation | SearchRequest | { readonly kind: 'close' };

/** What each kind of request is answered with. */
export interface Answers {
  readonly write: readonly boolean[];
  readonly reset: null;
  readonly 'remove-where': number;
  readonly read: readonly (readonly SqlValue[])[];
  /** Of `listSql`, as of a page. */
  readonly list: Uint8Array;
  readonly page: Uint8Array;
  readonly count: number;
  readonly close: null;
}
export type Answer = Answers[keyof Answers];

export type RequestOf<Kind extends Request['kind']> = Request & { readonly kind: Kind };

export interface NumberedRequest {
  readonly number: number;
  readonly request: Request;
}

/** Errors cross as what they are called: a class does not survive the way between threads. */
export interface Failure {
  readonly error: 'refused' | 'unavailable' | 'checkpoint-moved';
  readonly message: string;
}

export type Reply =
  | { readonly kind: 'ready' }
  | { readonly kind: 'not-opened'; readonly failure: Failure }
  | { readonly kind: 'answer'; readonly number: number; readonly answer: Answer }
  | { readonly kind: 'failure'; readonly number: number; readonly failure: Failure };

/** What of a reply changes hands instead of being copied. */
export function transferredOf(reply: Reply): readonly ArrayBuffer[] {
  return reply.kind === 'answer' && reply.answer instanceof Uint8Array
    ? [reply.answer.buffer as ArrayBuffer]
    : [];
}
