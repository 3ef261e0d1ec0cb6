import { checkField, checkQuery } from '@reeve/document-store';
import type {
  Collection,
  CollectionDefinition,
  CollectionsOf,
  DeclaredCollections,
  Document,
  DocumentsOf,
  FieldType,
  FindOptions,
  JoinedDocument,
  Scalar,
  StoredDocument,
} from '@reeve/document-store';
import { getDocument } from './collection-table.js';
import { documentItem, documentsIn, idItem, idsIn, listOfKeysSql, listSql } from './document-list.js';
import { countBySql, countSql, findSql, getDocumentsSql, matchCountSql, orderingSql } from './query-sql.js';
import type { Answers, RequestOf } from './protocol.js';
import type { RecentTexts } from './recent-texts.js';
import type { Sql, SqlValue } from './sql.js';
import type { StoreConnection } from './store-connection.js';

/** Documents in one statement, when they are read by id. */
const MOST_AT_ONCE = 256;
/** More than these are left to the store's thread: each is a matter of microseconds, but of five to ten of them. */
const MOST_READ_NOW = 16;

/** Reads one collection. `D` is its owner's word for what it stores: the store itself knows JSON only. */
export class SqliteCollection<D extends Document> implements Collection<D> {
  readonly #getDocument: string;

  constructor(
    readonly definition: CollectionDefinition,
    private readonly connection: StoreConnection,
    private readonly recent: RecentTexts,
    private readonly declared: DeclaredCollections,
  ) {
    this.#getDocument = getDocument(definition);
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- an error is a rejection here as from every other store
  async get(id: string): Promise<D | undefined> {
    return this.#read(id);
  }

  async getMany(ids: readonly string[]): Promise<readonly StoredDocument<D>[]> {
    this.connection.checkOpen();
    const known = this.recent.known(this.definition.name, ids);
    const unknown = ids.filter((_, index) => known[index] === undefined);
    const found = unknown.length === 0 ? undefined : await this.#texts(unknown);
    return ids.flatMap((id, index) => {
      const { json = found?.get(id) } = known[index] ?? {};
      return json === undefined ? [] : [{ id, document: JSON.parse(json) as D }];
    });
  }

  async find(options: FindOptions): Promise<readonly StoredDocument<D>[]> {
    this.connection.checkOpen();
    checkQuery(this.definition, options);
    return documentsIn(await this.#page(options, documentItem(this.definition))) as StoredDocument<D>[];
  }

  async findIds(options: FindOptions): Promise<readonly string[]> {
    this.connection.checkOpen();
    checkQuery(this.definition, options);
    return idsIn(await this.#page(options, idItem(this.definition)));
  }

  /** One statement: all of it is of the same moment. */
  async findJoined<Joined extends DocumentsOf<Joined>>(
    options: FindOptions,
    others: CollectionsOf<Joined>,
  ): Promise<readonly JoinedDocument<D, Joined>[]> {
    this.connection.checkOpen();
    checkQuery(this.definition, options);
    return documentsIn(await this.#page(options, this.#itemWith(others))) as JoinedDocument<D, Joined>[];
  }

  async getManyJoined<Joined extends DocumentsOf<Joined>>(
    ids: readonly string[],
    others: CollectionsOf<Joined>,
  ): Promise<readonly JoinedDocument<D, Joined>[]> {
    this.connection.checkOpen();
    const item = this.#itemWith(others);
    const byId = new Map<string, JoinedDocument<D, Joined>>();
    for (let first = 0; first < ids.length; first += MOST_AT_ONCE) {
      const rows = getDocumentsSql(this.definition, ids.slice(first, first + MOST_AT_ONCE), item);
      const found = documentsIn(await this.connection.request<'list'>({ kind: 'list', sql: listSql(rows) }));
      for (const each of found as JoinedDocument<D, Joined>[]) byId.set(each.id, each);
    }
    return ids.flatMap((id) => byId.get(id) ?? []);
  }

  async count(options: Pick<FindOptions, 'where' | 'search'> = {}): Promise<number> {
    this.connection.checkOpen();
    checkQuery(this.definition, options);
    const { definition } = this;
    const matches = matchCountSql(definition, options);
    if (matches !== undefined) {
      return await this.connection.search({ kind: 'count', ...this.#asOfNow(), ...matches });
    }
    const rows = await this.#rows(countSql(definition, options), options.search);
    return Number(rows[0]?.[0]);
  }

  async countBy(
    field: string,
    options: Pick<FindOptions, 'where'> = {},
  ): Promise<ReadonlyMap<Scalar, number>> {
    this.connection.checkOpen();
    checkField(this.definition, field);
    checkQuery(this.definition, options);
    const type = this.definition.fields[field];
    const rows = await this.#rows(countBySql(this.definition, field, options));
    return new Map(rows.map(([value, count]) => [fromSql(type, value ?? null), Number(count)]));
  }

  #itemWith(others: Readonly<Record<string, CollectionDefinition>>): string {
    const declared = Object.entries(others).map(
      ([name, other]) => [name, this.declared.require(other)] as const,
    );
    return documentItem(this.definition, Object.fromEntries(declared));
  }

  /** @returns of `listSql`. */
  async #page(options: FindOptions, item: string): Promise<Uint8Array> {
    const { definition } = this;
    const { limit, offset = 0 } = options;
    const ordering = orderingSql(definition, options);
    if (ordering === undefined) {
      const sql = listSql(findSql(definition, options, item));
      return await this.#ask<'list'>({ kind: 'list', sql }, options.search);
    }
    return await this.connection.search({
      kind: 'page',
      ...this.#asOfNow(),
      ...ordering,
      page: listOfKeysSql(definition, item),
      walk: listSql(findSql(definition, options, item, 'rows')),
      offset,
      limit,
    });
  }

  #rows(sql: Sql, search = ''): Promise<readonly (readonly SqlValue[])[]> {
    return this.#ask<'read'>({ kind: 'read', sql }, search);
  }

  #ask<Kind extends 'read' | 'list'>(request: RequestOf<Kind>, search = ''): Promise<Answers[Kind]> {
    return search === '' ? this.connection.request<Kind>(request) : this.connection.search<Kind>(request);
  }

  #asOfNow() {
    const { name } = this.definition;
    return { collection: name, changes: this.connection.changesOf(name) };
  }

  /** By id. */
  async #texts(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const { definition, connection } = this;
    const changes = connection.changesOf(definition.name);
    const texts = new Map<string, string>();
    for (let first = 0; first < ids.length; first += MOST_AT_ONCE) {
      const sql = getDocumentsSql(definition, ids.slice(first, first + MOST_AT_ONCE));
      const rows =
        ids.length <= MOST_READ_NOW
          ? connection.readNow(sql)
          : await connection.request<'read'>({ kind: 'read', sql });
      for (const [id, json] of rows) texts.set(String(id), String(json));
    }
    if (connection.changesOf(definition.name) === changes) this.recent.fill(definition.name, ids, texts);
    return texts;
  }

  #read(id: string): D | undefined {
    this.connection.checkOpen();
    const read = () => this.connection.readTextNow(this.#getDocument, id);
    const json = this.recent.get(this.definition.name, id, read);
    return json === undefined ? undefined : (JSON.parse(json) as D);
  }
}

function fromSql(type: FieldType | undefined, value: SqlValue): Scalar {
  switch (type) {
    case 'boolean':
      return value === null ? null : value !== 0;
    case 'text':
      return JSON.parse(String(value)) as string | null;
    case 'number':
    case undefined:
      return value;
  }
}
