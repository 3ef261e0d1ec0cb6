import { checkField, checkQuery } from '@reeve/document-store';
import type {
  Collection,
  CollectionDefinition,
  CollectionsOf,
  Document,
  DocumentsOf,
  FindOptions,
  JoinedDocument,
  Scalar,
  StoredDocument,
} from '@reeve/document-store';
import type { mongo } from 'mongoose';
import { ANSWER_MS } from './mongo-connection.js';
import type { MongoConnection } from './mongo-connection.js';
import { afterPlace, filterOf, sortOf } from './query.js';
import type { Filter } from './query.js';
import { fieldKey } from './stored-form.js';
import { SharedReads } from './shared-reads.js';
import type { StoredForm } from './stored-form.js';

/** The server ends a query that nobody waits for any more. */
const BOUNDED = { maxTimeMS: ANSWER_MS } as const;
const DOCUMENT_ONLY = { ...BOUNDED, projection: { document: 1 } } as const;
const ID_ONLY = { ...BOUNDED, projection: { _id: 1 } } as const;

/** Reads one collection. `D` is its owner's word for what it stores: the store itself knows JSON only. */
export class MongoCollection<D extends Document = Document> implements Collection<D> {
  readonly #byId = new SharedReads((ids) => this.#rowsOf(ids));

  constructor(
    readonly definition: CollectionDefinition,
    private readonly connection: MongoConnection,
    private readonly documents: mongo.Collection<StoredForm>,
    private readonly collectionOf: (definition: CollectionDefinition) => Collection,
  ) {}

  async get(id: string): Promise<D | undefined> {
    return await this.connection.run(async () => {
      const row = await this.#byId.read(id);
      return row === undefined ? undefined : this.#stored(row).document;
    });
  }

  async getMany(ids: readonly string[]): Promise<readonly StoredDocument<D>[]> {
    return await this.connection.run(async () => {
      const rows = await this.#rowsOf([...new Set(ids)]);
      return ids.flatMap((id) => {
        const row = rows.get(id);
        return row === undefined ? [] : [this.#stored(row)];
      });
    });
  }

  async find(options: FindOptions): Promise<readonly StoredDocument<D>[]> {
    const found = await this.#page(options, DOCUMENT_ONLY);
    return found.map((row) => this.#stored(row));
  }

  async findIds(options: FindOptions): Promise<readonly string[]> {
    const found = await this.#page(options, ID_ONLY);
    return found.map(({ _id }) => _id);
  }

  /** Those of each other collection in one question, all of them at once: not at the same moment as the page. */
  async findJoined<Joined extends DocumentsOf<Joined>>(
    options: FindOptions,
    others: CollectionsOf<Joined>,
  ): Promise<readonly JoinedDocument<D, Joined>[]> {
    return await this.#joined<Joined>(others, () => this.find(options));
  }

  async getManyJoined<Joined extends DocumentsOf<Joined>>(
    ids: readonly string[],
    others: CollectionsOf<Joined>,
  ): Promise<readonly JoinedDocument<D, Joined>[]> {
    return await this.#joined<Joined>(others, () => this.getMany(ids));
  }

  async count(options: Pick<FindOptions, 'where' | 'search'> = {}): Promise<number> {
    this.connection.checkOpen();
    checkQuery(this.definition, options);
    const filter = filterOf(this.definition, options);
    // Where nothing is asked for, MongoDB would read all documents instead of an index.
    const hint = Object.keys(filter).length === 0 ? { hint: '_id_' } : {};
    return await this.connection.run(() => this.documents.countDocuments(filter, { ...BOUNDED, ...hint }));
  }

  async countBy(
    field: string,
    options: Pick<FindOptions, 'where'> = {},
  ): Promise<ReadonlyMap<Scalar, number>> {
    this.connection.checkOpen();
    checkField(this.definition, field);
    checkQuery(this.definition, options);
    const key = fieldKey(field);
    return await this.connection.run(async () => {
      const groups = await this.documents
        .aggregate<{ _id: Scalar; count: number }>(
          [
            { $match: filterOf(this.definition, options) },
            // Has MongoDB walk the index that begins with the conditions and goes on with the field, and no documents.
            { $sort: { [key]: 1 } },
            { $group: { _id: `$${key}`, count: { $sum: 1 } } },
          ],
          BOUNDED,
        )
        .toArray();
      return new Map(groups.map(({ _id, count }) => [_id, count]));
    });
  }

  async #joined<Joined extends DocumentsOf<Joined>>(
    others: CollectionsOf<Joined>,
    read: () => Promise<readonly StoredDocument<D>[]>,
  ): Promise<readonly JoinedDocument<D, Joined>[]> {
    const named = Object.entries<CollectionDefinition>(others).map(
      ([name, other]) => [name, this.collectionOf(other)] as const,
    );
    const page = await read();
    if (page.length === 0) return [];
    const ids = page.map(({ id }) => id);
    const all = await Promise.all(
      named.map(async ([name, collection]) => {
        const documents = await collection.getMany(ids);
        return [name, new Map(documents.map(({ id, document }) => [id, document]))] as const;
      }),
    );
    return page.map((found) => {
      const joined = all.flatMap(([name, documents]) => {
        const document = documents.get(found.id);
        return document === undefined ? [] : [[name, document] as const];
      });
      return { ...found, joined: Object.fromEntries(joined) as JoinedDocument<D, Joined>['joined'] };
    });
  }

  async #page(options: FindOptions, form: mongo.FindOptions): Promise<readonly StoredForm[]> {
    this.connection.checkOpen();
    checkQuery(this.definition, options);
    const { limit, offset = 0, sort } = options;
    // To MongoDB, 0 is no limit.
    if (limit === 0) return [];
    const filter = afterPlace(filterOf(this.definition, options), options);
    const page = { sort: sortOf(sort), skip: offset, limit, batchSize: limit };
    return await this.connection.run(() => this.#rows(filter, { ...page, ...form }));
  }

  async #rowsOf(ids: readonly string[]): Promise<ReadonlyMap<string, StoredForm>> {
    const found = await this.#rows(
      { _id: { $in: [...ids] } },
      {
        ...DOCUMENT_ONLY,
        batchSize: ids.length + 1,
      },
    );
    return new Map(found.map((row) => [row._id, row]));
  }

  async #rows(filter: Filter, options: mongo.FindOptions): Promise<StoredForm[]> {
    return await this.documents.find(filter, options).toArray();
  }

  #stored({ _id, document }: Pick<StoredForm, '_id' | 'document'>): StoredDocument<D> {
    return { id: _id, document: JSON.parse(document) as D };
  }
}
