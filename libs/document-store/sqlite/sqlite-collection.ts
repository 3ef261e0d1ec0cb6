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
import { getDocument } from './collection-table.js';
import type { SqlValue } from './collection-table.js';
import { countBySql, countSql, findSql } from './query-sql.js';
import type { StoreConnection } from './store-connection.js';

/** Reads one collection. `D` is its owner's word for what it stores: the store itself knows JSON only. */
export class SqliteCollection<D extends Document> implements Collection<D> {
  readonly #getDocument: string;

  constructor(
    readonly definition: CollectionDefinition,
    private readonly connection: StoreConnection,
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
    const rows = await this.connection.request({ kind: 'read', sql: findSql(this.definition, options) });
    return rows.map(([id, json]) => ({ id: String(id), document: JSON.parse(String(json)) as D }));
  }

  async count(options: Pick<FindOptions, 'where' | 'search'> = {}): Promise<number> {
    this.connection.checkOpen();
    checkQuery(this.definition, options);
    const rows = await this.connection.request({ kind: 'read', sql: countSql(this.definition, options) });
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
    const rows = await this.connection.request({
      kind: 'read',
      sql: countBySql(this.definition, field, options),
    });
    return new Map(rows.map(([value, count]) => [fromSql(type, value ?? null), Number(count)]));
  }

  #read(id: string): D | undefined {
    const json = this.connection.readNow(this.#getDocument, id);
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
