import { checkField, checkQuery } from '@reeve/document-store';
import type {
  Collection,
  CollectionDefinition,
  Document,
  FieldType,
  FindOptions,
  Scalar,
  StoredDocument,
} from '@reeve/document-store';
import { getDocument, rowDocument } from './collection-table.js';
import { countBySql, countSql, findSql, matchCountSql, orderingSql } from './query-sql.js';
import type { RecentTexts } from './recent-texts.js';
import type { Sql, SqlValue } from './sql.js';
import type { StoreConnection } from './store-connection.js';

/** Reads one collection. `D` is its owner's word for what it stores: the store itself knows JSON only. */
export class SqliteCollection<D extends Document> implements Collection<D> {
  readonly #getDocument: string;

  constructor(
    readonly definition: CollectionDefinition,
    private readonly connection: StoreConnection,
    private readonly recent: RecentTexts,
  ) {
    this.#getDocument = getDocument(definition);
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- an error is a rejection here as from every other store
  async get(id: string): Promise<D | undefined> {
    return this.#read(id);
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- as for `get`
  async getMany(ids: readonly string[]): Promise<readonly StoredDocument<D>[]> {
    this.connection.checkOpen();
    return ids.flatMap((id) => {
      const document = this.#read(id);
      return document === undefined ? [] : [{ id, document }];
    });
  }

  async find(options: FindOptions): Promise<readonly StoredDocument<D>[]> {
    this.connection.checkOpen();
    checkQuery(this.definition, options);
    const rows = await this.#page(options);
    return rows.map(([id, json]) => ({ id: String(id), document: JSON.parse(String(json)) as D }));
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

  #page(options: FindOptions): Promise<readonly (readonly SqlValue[])[]> {
    const { definition } = this;
    const { limit, offset = 0 } = options;
    const ordering = orderingSql(definition, options);
    if (ordering === undefined) return this.#rows(findSql(definition, options), options.search);
    return this.connection.search({
      kind: 'page',
      ...this.#asOfNow(),
      ...ordering,
      document: rowDocument(definition),
      walk: findSql(definition, options, 'rows'),
      offset,
      limit,
    });
  }

  #rows(sql: Sql, search = ''): Promise<readonly (readonly SqlValue[])[]> {
    const read = { kind: 'read', sql } as const;
    return search === '' ? this.connection.request(read) : this.connection.search(read);
  }

  #asOfNow() {
    const { name } = this.definition;
    return { collection: name, changes: this.connection.changesOf(name) };
  }

  #read(id: string): D | undefined {
    this.connection.checkOpen();
    const read = () => this.connection.readNow(this.#getDocument, id);
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
