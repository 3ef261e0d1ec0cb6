import type { JsonObject } from '@reeve/contracts';

export type FieldType = 'text' | 'number' | 'boolean';

/**
 * A collection, declared once by the context that owns it. The adapters make of it a SQLite table with generated columns
 * and a trigram index, or a Mongoose schema with indexes.
 */
export interface CollectionDefinition {
  /** `<context>_<plural>`, lower case with underscores; unique across Reeve. */
  readonly name: string;
  /**
   * Top-level fields of the document that a query may name. Everything else is kept, but cannot be asked for. A value of
   * another type than declared counts as null (see `fieldValue`).
   */
  readonly fields: Readonly<Record<string, FieldType>>;
  /**
   * Each a list of fields, equality first, then the one sorted or ranged by; the id follows by itself. Every query must be
   * served by one.
   */
  readonly indexes: readonly (readonly string[])[];
  /** Text fields that `search` looks in: a substring of any of them, case-folded. */
  readonly searchable?: readonly string[];
  /**
   * For small documents, of some hundred bytes, that are mostly read by their ids: a store that can keeps them in the order of these, where
   * an id is looked up once instead of twice. Not for what is searched, nor for what is read in the order that it came in.
   */
  readonly clustered?: boolean;
}

/** The document itself, without its id. JSON, kept as it is: any key, any depth. */
export type Document = JsonObject;

export interface StoredDocument<D extends Document = Document> {
  readonly id: string;
  readonly document: D;
}

/** Documents by names: an interface of these is one. */
export type DocumentsOf<Joined> = { readonly [Name in keyof Joined]: Document };
/** The collections that they are in. */
export type CollectionsOf<Joined> = { readonly [Name in keyof Joined]: CollectionDefinition };

/** By name, the documents of the same id that were read together with one; without those that are not there. */
export interface JoinedDocument<
  D extends Document = Document,
  Joined extends DocumentsOf<Joined> = Readonly<Record<string, Document>>,
> extends StoredDocument<D> {
  readonly joined: { readonly [Name in keyof Joined]?: Joined[Name] };
}

/** What conditions compare and counts are made by. */
export type Scalar = string | number | boolean | null;

/**
 * Conditions on declared fields, all of which must hold. A missing field counts as null, which equals null and is in no
 * range. Values are of the field's declared type. Text compares by code point, booleans have no range.
 */
export type Where = Readonly<Record<string, Scalar | FieldCondition>>;
export interface FieldCondition {
  /** At most 10,000 values; none of them is met by nothing. */
  readonly in?: readonly Scalar[];
  readonly gte?: string | number;
  readonly gt?: string | number;
  readonly lte?: string | number;
  readonly lt?: string | number;
}

export interface FindOptions {
  readonly where?: Where;
  /**
   * Substring of any searchable field, case-folded as {@link fold} does; every character stands for itself. The empty text
   * is no condition.
   */
  readonly search?: string;
  /**
   * Fields in order of importance; `id` is always the last, in the direction of the first, so the order is total. Null comes
   * first when ascending. Default: by `id`, ascending.
   */
  readonly sort?: readonly { readonly field: string; readonly direction: 'asc' | 'desc' }[];
  /** 0 to 10,000. */
  readonly limit: number;
  readonly offset?: number;
  /** Only what comes after this place: the next page costs the same however far in it begins. With one field of `sort` at most. */
  readonly after?: Place;
}

/** Where a document stands in an order. */
export interface Place {
  /** Of the field sorted by; absent where only the id orders. Documents that have null there come after no place. */
  readonly value?: string | number;
  readonly id: string;
}

/**
 * One change. `seen`, when given, is where in the log the change comes from (a position): a `put` whose `seen` is not later
 * than the one stored with the document does nothing, so that a projection may run over the same events again. A `put`
 * without `seen` always writes, and leaves none. A `remove` forgets `seen` with the document: run over again from before
 * it, a projection puts the document back and removes it again.
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
  /**
   * The checkpoint that has to be there for this one to take its place; null: none may be there. By it a projector notices
   * that the store came back empty or older than it was, or that another replica projects: what it was about to write is
   * made from documents that are no longer these. Absent: any will do.
   */
  readonly after?: string | null;
}

export interface Collection<D extends Document = Document> {
  readonly definition: CollectionDefinition;
  get(id: string): Promise<D | undefined>;
  /** In the order of `ids`, without those that are not there; an id given twice comes twice. */
  getMany(ids: readonly string[]): Promise<readonly StoredDocument<D>[]>;
  /** @throws InvalidQueryError for a field that is not declared, a value not of its type, or a limit out of range. */
  find(options: FindOptions): Promise<readonly StoredDocument<D>[]>;
  /** The ids of what {@link find} would answer: where an index serves the query, no document is read. @throws InvalidQueryError as `find` does. */
  findIds(options: FindOptions): Promise<readonly string[]>;
  /**
   * {@link find}, and with each document those that other collections have under its id: one question, where the store has them side
   * by side.
   *
   * @throws InvalidQueryError as `find` does.
   * @throws InvalidDefinitionError for a collection that was not given when the store was opened.
   */
  findJoined<Joined extends DocumentsOf<Joined>>(
    options: FindOptions,
    others: CollectionsOf<Joined>,
  ): Promise<readonly JoinedDocument<D, Joined>[]>;
  /**
   * {@link getMany}, and with each document those that other collections have under its id, as {@link findJoined} reads them.
   *
   * @throws InvalidDefinitionError for a collection that was not given when the store was opened.
   */
  getManyJoined<Joined extends DocumentsOf<Joined>>(
    ids: readonly string[],
    others: CollectionsOf<Joined>,
  ): Promise<readonly JoinedDocument<D, Joined>[]>;
  count(options?: Pick<FindOptions, 'where' | 'search'>): Promise<number>;
  /** How many documents have each value of one field. A missing field counts under null. */
  countBy(field: string, options?: Pick<FindOptions, 'where'>): Promise<ReadonlyMap<Scalar, number>>;
}

/**
 * Documents that can be thrown away: everything here is derived from the event store, or has a short life of its own
 * (idempotency records). Errors are the classes of `document-store.errors.ts`, the same ones from every adapter.
 */
export interface DocumentStore {
  /**
   * Counts up, at the latest, before the first answer of a store that was away: it may have come back empty, or as it was once.
   * What was read while this changed may be read from either. It may count up at other times too.
   */
  readonly contact: number;

  /**
   * The collections were given when the store was opened.
   *
   * @throws InvalidDefinitionError at once for another one.
   */
  collection<D extends Document = Document>(definition: CollectionDefinition): Collection<D>;

  /**
   * Applies the operations in order, then records the checkpoint. A reader never sees the checkpoint without the documents.
   *
   * @returns for each operation, whether it took effect. False: a `put` that `seen` held back, an `insert` of an id that is
   *   there, a `remove` of one that is not.
   * @throws InvalidOperationError before anything is written.
   * @throws CheckpointMovedError when the checkpoint is not the one it has to come `after`: then it stays as it is.
   * @throws DocumentStoreUnavailableError when it is not known to be written: run the same operations again.
   */
  write(operations: readonly WriteOperation[], checkpoint?: Checkpoint): Promise<readonly boolean[]>;

  checkpoint(projection: string): Promise<string | undefined>;

  /** Empties the collections and forgets the checkpoint: the first step of a rebuild. */
  reset(projection: string, collections: readonly CollectionDefinition[]): Promise<void>;

  /**
   * Removes what matches, in no particular order; at most `limit` documents (0 to 10,000) at once. For records that expire.
   * Returns how many went.
   */
  removeWhere(definition: CollectionDefinition, where: Where, limit: number): Promise<number>;

  /** Finishes what was accepted, then closes. Idempotent. Afterwards everything throws DocumentStoreUnavailableError. */
  close(): Promise<void>;
}
