import {
  checkCheckpoint,
  checkField,
  checkOperation,
  checkQuery,
  DeclaredCollections,
  DocumentStoreUnavailableError,
} from '@reeve/document-store';
import type {
  Checkpoint,
  Collection,
  CollectionDefinition,
  CollectionsOf,
  Document,
  DocumentsOf,
  DocumentStore,
  FindOptions,
  JoinedDocument,
  StoredDocument,
  Where,
  WriteOperation,
} from '@reeve/document-store';
import { MemoryCollection } from './memory-collection.js';

/**
 * A store that forgets everything when it is closed: for tests, and the model that the other adapters are compared with.
 * Reads go through all documents of a collection.
 *
 * @throws InvalidDefinitionError when a collection is declared wrongly.
 */
export function openMemoryDocumentStore(collections: readonly CollectionDefinition[]): DocumentStore {
  return new MemoryDocumentStore(new DeclaredCollections(collections));
}

class MemoryDocumentStore implements DocumentStore {
  readonly contact = 0;
  readonly #collections = new Map<CollectionDefinition, MemoryCollection>();
  readonly #checkpoints = new Map<string, string>();
  #closed = false;

  constructor(private readonly declared: DeclaredCollections) {}

  collection<D extends Document>(definition: CollectionDefinition): Collection<D> {
    const documents = this.#require(definition);
    const run = <T>(read: () => T) => this.#run(read);
    const collection: Collection = {
      definition: documents.definition,
      get: (id) => run(() => documents.get(id)),
      getMany: (ids) => run(() => documents.getMany(ids)),
      find: (options) =>
        run(() => {
          checkQuery(definition, options);
          return documents.find(options);
        }),
      findIds: (options) =>
        run(() => {
          checkQuery(definition, options);
          return documents.find(options).map(({ id }) => id);
        }),
      findJoined: <Joined extends DocumentsOf<Joined>>(options: FindOptions, others: CollectionsOf<Joined>) =>
        run(() => {
          checkQuery(definition, options);
          return this.#joined<Joined>(documents.find(options), others);
        }),
      getManyJoined: <Joined extends DocumentsOf<Joined>>(
        ids: readonly string[],
        others: CollectionsOf<Joined>,
      ) => run(() => this.#joined<Joined>(documents.getMany(ids), others)),
      count: (options = {}) =>
        run(() => {
          checkQuery(definition, options);
          return documents.count(options);
        }),
      countBy: (field, options = {}) =>
        run(() => {
          checkField(definition, field);
          checkQuery(definition, options);
          return documents.countBy(field, options);
        }),
    };
    // The store holds JSON: that it is the shape its owner gave it, only the owner can know.
    return collection as Collection<D>;
  }

  write(operations: readonly WriteOperation[], checkpoint?: Checkpoint): Promise<readonly boolean[]> {
    return this.#run(() => {
      const checked = operations.map((operation) => ({
        operation,
        documents: this.#documentsOf(checkOperation(this.declared, operation)),
      }));
      if (checkpoint !== undefined) {
        checkCheckpoint(checkpoint, this.#checkpoints.get(checkpoint.projection));
      }
      const effects = checked.map(({ operation, documents }) => documents.apply(operation));
      if (checkpoint !== undefined) this.#checkpoints.set(checkpoint.projection, checkpoint.position);
      return effects;
    });
  }

  checkpoint(projection: string): Promise<string | undefined> {
    return this.#run(() => this.#checkpoints.get(projection));
  }

  reset(projection: string, collections: readonly CollectionDefinition[]): Promise<void> {
    return this.#run(() => {
      for (const documents of collections.map((definition) => this.#require(definition))) documents.clear();
      this.#checkpoints.delete(projection);
    });
  }

  removeWhere(definition: CollectionDefinition, where: Where, limit: number): Promise<number> {
    return this.#run(() => {
      checkQuery(definition, { where, limit });
      return this.#require(definition).removeWhere({ where }, limit);
    });
  }

  close(): Promise<void> {
    this.#closed = true;
    return Promise.resolve();
  }

  #joined<Joined extends DocumentsOf<Joined>>(
    found: readonly StoredDocument[],
    others: CollectionsOf<Joined>,
  ): JoinedDocument<Document, Joined>[] {
    const named = Object.entries<CollectionDefinition>(others).map(
      ([name, other]) => [name, this.#require(other)] as const,
    );
    return found.map(({ id, document }) => {
      const joined = named.flatMap(([name, collection]) => {
        const other = collection.get(id);
        return other === undefined ? [] : [[name, other] as const];
      });
      return {
        id,
        document,
        joined: Object.fromEntries(joined) as JoinedDocument<Document, Joined>['joined'],
      };
    });
  }

  #require(definition: CollectionDefinition): MemoryCollection {
    return this.#documentsOf(this.declared.require(definition));
  }

  #documentsOf(declared: CollectionDefinition): MemoryCollection {
    let documents = this.#collections.get(declared);
    if (documents === undefined) {
      documents = new MemoryCollection(declared);
      this.#collections.set(declared, documents);
    }
    return documents;
  }

  /** Every answer is a promise, also of an error, as it is from the stores that have to wait. */
  // eslint-disable-next-line @typescript-eslint/require-await
  async #run<T>(action: () => T): Promise<T> {
    if (this.#closed) throw new DocumentStoreUnavailableError('The document store is closed');
    return action();
  }
}
