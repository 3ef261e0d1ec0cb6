import { resolve } from 'node:path';
import { checkOperation, checkQuery, DeclaredCollections } from '@reeve/document-store';
import type {
  Checkpoint,
  Collection,
  CollectionDefinition,
  Document,
  DocumentStore,
  Where,
  WriteOperation,
} from '@reeve/document-store';
import { READ_CHECKPOINT } from './checkpoints.js';
import { rowOf } from './collection-table.js';
import type { RowChange } from './protocol.js';
import { rowsSql } from './query-sql.js';
import { RecentTexts } from './recent-texts.js';
import { SqliteCollection } from './sqlite-collection.js';
import { StoreConnection } from './store-connection.js';

export interface SqliteDocumentStoreOptions {
  /** The file; made when it is not there. Its folder must exist. */
  readonly path: string;
  readonly collections: readonly CollectionDefinition[];
}

/**
 * Documents in one SQLite file. A collection whose declaration has changed since the file was written is rebuilt from its
 * documents before this resolves.
 *
 * Writes and queries run in a thread of their own, searches in another; `get`, `getMany` and `checkpoint` read in the calling thread, which is
 * a matter of microseconds and sees every write that was acknowledged.
 *
 * @throws InvalidDefinitionError when a collection is declared wrongly.
 * @throws DocumentStoreRefusedError for a file that is not Reeve's, is newer, is damaged, or may not be opened.
 * @throws DocumentStoreUnavailableError when there is no room, or the file is locked.
 */
export async function openSqliteDocumentStore(options: SqliteDocumentStoreOptions): Promise<DocumentStore> {
  const collections = new DeclaredCollections(options.collections);
  const connection = await StoreConnection.open({
    path: resolve(options.path),
    collections: [...collections],
  });
  return new SqliteDocumentStore(collections, connection);
}

class SqliteDocumentStore implements DocumentStore {
  /** A file does not go away and come back while it is open. */
  readonly contact = 0;
  readonly #recent = new RecentTexts();

  constructor(
    private readonly declared: DeclaredCollections,
    private readonly connection: StoreConnection,
  ) {}

  collection<D extends Document>(definition: CollectionDefinition): Collection<D> {
    const declared = this.declared.require(definition);
    return new SqliteCollection<D>(declared, this.connection, this.#recent, this.declared);
  }

  async write(operations: readonly WriteOperation[], checkpoint?: Checkpoint): Promise<readonly boolean[]> {
    this.connection.checkOpen();
    const changes = operations.map((operation) =>
      rowChange(checkOperation(this.declared, operation), operation),
    );
    try {
      return await this.connection.request({ kind: 'write', changes, checkpoint });
    } finally {
      this.#recent.forget(operations);
    }
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- an error is a rejection here as from every other store
  async checkpoint(projection: string): Promise<string | undefined> {
    return this.connection.readTextNow(READ_CHECKPOINT, projection);
  }

  async reset(projection: string, collections: readonly CollectionDefinition[]): Promise<void> {
    this.connection.checkOpen();
    const names = collections.map((definition) => this.declared.require(definition).name);
    try {
      await this.connection.request({ kind: 'reset', projection, collections: names });
    } finally {
      this.#recent.forgetAll();
    }
  }

  async removeWhere(definition: CollectionDefinition, where: Where, limit: number): Promise<number> {
    this.connection.checkOpen();
    checkQuery(this.declared.require(definition), { where, limit });
    const rows = rowsSql(definition, where, limit);
    try {
      return await this.connection.request({ kind: 'remove-where', collection: definition.name, rows });
    } finally {
      this.#recent.forgetAll();
    }
  }

  close(): Promise<void> {
    return this.connection.close();
  }
}

function rowChange(definition: CollectionDefinition, operation: WriteOperation): RowChange {
  const collection = definition.name;
  const { id } = operation;
  switch (operation.kind) {
    case 'remove':
      return { kind: 'remove', collection, id };
    case 'insert':
      return { kind: 'insert', collection, row: rowOf(definition, id, undefined, operation.document) };
    case 'put':
      return { kind: 'put', collection, row: rowOf(definition, id, operation.seen, operation.document) };
  }
}
