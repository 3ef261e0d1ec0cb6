import type { JsonObject } from '@reeve/contracts';

export type FieldType = 'text' | 'number' | 'boolean';

/**
 * A collection, declared once by the context that owns it. The adapters make of it a SQLite table with generated columns
 * and a trigram index, or a Mongoose schema with indexes.
 */
export interface CollectionDefinition {
  /** `<context>_<plural>`, lower case with underscores; unique across Reeve. */
  readonly name: string;
  /** Top-level fields of the document that a query may name. Everything else is kept, but cannot be asked for. */
  readonly fields: Readonly<Record<string, FieldType>>;
  /** Each a list of fields, equality first, then the one sorted or ranged by. Every query must be served by one. */
  readonly indexes: readonly (readonly string[])[];
  /** Text fields that `search` looks in: a substring of any of them, case-folded. */
  readonly searchable?: readonly string[];
}

/** The document itself, without its id. JSON, kept as it is: any key, any depth. */
export type Document = JsonObject;

export interface StoredDocument<D extends Document = Document> {
  readonly id: string;
  readonly document: D;
}

type Scalar = string | number | boolean | null;

/** Conditions on declared fields, all of which must hold. A missing field counts as null. */
export type Where = Readonly<Record<string, Scalar | FieldCondition>>;
export interface FieldCondition {
  readonly in?: readonly Scalar[];
  readonly gte?: string | number;
  readonly gt?: string | number;
  readonly lte?: string | number;
  readonly lt?: string | number;
}

export interface FindOptions {
  readonly where?: Where;
  /** Substring of any searchable field, case-folded as {@link fold} does; every character stands for itself. */
  readonly search?: string;
  /** Fields in order of importance; `id` is always the last, in the direction of the first, so the order is total. */
  readonly sort?: readonly { readonly field: string; readonly direction: 'asc' | 'desc' }[];
  /** 0 to 10,000. */
  readonly limit: number;
  readonly offset?: number;
}

/**
 * One change. `seen`, when given, is where in the log the change comes from (a position): a `put` or `remove` whose `seen`
 * is not later than the one already stored does nothing, so that a projection may run over the same events again.
 * `remove` with `seen` must keep that guarantee for later `put`s from the same batch run again: a projection never puts
 * and removes one id with the same `seen`.
 */
export type WriteOperation =
  | {
      readonly kind: 'put';
      readonly collection: string;
      readonly id: string;
      readonly document: Document;
      readonly seen?: string;
    }
  /** Does nothing when the id is there already: for what is written once and never changed. */
  | { readonly kind: 'insert'; readonly collection: string; readonly id: string; readonly document: Document }
  | { readonly kind: 'remove'; readonly collection: string; readonly id: string };

/** How far a projection has come. Written after (or together with) the documents it stands for, never before. */
export interface Checkpoint {
  readonly projection: string;
  readonly position: string;
}

export interface Collection<D extends Document = Document> {
  readonly definition: CollectionDefinition;
  get(id: string): Promise<D | undefined>;
  getMany(ids: readonly string[]): Promise<readonly StoredDocument<D>[]>;
  /** @throws InvalidQueryError for a field that is not declared, or a limit out of range. */
  find(options: FindOptions): Promise<readonly StoredDocument<D>[]>;
  count(options?: Pick<FindOptions, 'where' | 'search'>): Promise<number>;
  /** How many documents have each value of one field. A missing field counts under null. */
  countBy(field: string, options?: Pick<FindOptions, 'where'>): Promise<ReadonlyMap<Scalar, number>>;
}

/**
 * Documents that can be thrown away: everything here is derived from the event store, or has a short life of its own
 * (idempotency records). Errors are the classes of `document-store.errors.ts`, the same ones from every adapter.
 */
export interface DocumentStore {
  /** The collections were given when the store was opened; asking for another is a programming error (throws). */
  collection<D extends Document = Document>(definition: CollectionDefinition): Collection<D>;

  /**
   * Applies the operations in order, then records the checkpoint. A reader never sees the checkpoint without the documents.
   *
   * @returns for each operation, whether it changed anything (an `insert` of an id that is there: false).
   * @throws DocumentStoreUnavailableError when it is not known to be written: run the same operations again.
   */
  write(operations: readonly WriteOperation[], checkpoint?: Checkpoint): Promise<readonly boolean[]>;

  checkpoint(projection: string): Promise<string | undefined>;

  /** Empties the collections and forgets the checkpoint: the first step of a rebuild. */
  reset(projection: string, collections: readonly CollectionDefinition[]): Promise<void>;

  /** Removes what matches; at most `limit` documents at once. For records that expire. Returns how many went. */
  removeWhere(definition: CollectionDefinition, where: Where, limit: number): Promise<number>;

  /** Finishes what was accepted, then closes. Idempotent. */
  close(): Promise<void>;
}
