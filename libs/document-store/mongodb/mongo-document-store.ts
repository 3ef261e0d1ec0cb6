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
import type { Model, mongo } from 'mongoose';
import { allSettled } from './all-settled.js';
import { CHECKPOINTS, Checkpoints, isGuarded } from './checkpoints.js';
import type { CheckpointRecord, GuardedCheckpoint } from './checkpoints.js';
import { DocumentWriter } from './document-writer.js';
import { makeIndexes } from './indexes.js';
import { bringToLayout, isNew, LAYOUTS } from './layouts.js';
import type { LayoutRecord } from './layouts.js';
import { MongoCollection } from './mongo-collection.js';
import { ANSWER_MS, MongoConnection } from './mongo-connection.js';
import { toStoreError } from './mongo-failure.js';
import { filterOf } from './query.js';
import { schemaOf } from './stored-form.js';
import type { StoredForm } from './stored-form.js';

export interface MongoDocumentStoreOptions {
  /** `mongodb://` or `mongodb+srv://`, with the database as its path. */
  readonly url: string;
  readonly collections: readonly CollectionDefinition[];
  /** Told when indexes could not be made, which makes queries slow and is tried again. */
  readonly onIndexFailure?: (error: unknown) => void;
}

/**
 * Documents in a database of MongoDB. The server need not be there yet: until it is, and whenever it is away, everything
 * rejects within seconds. Documents and indexes are brought to what the collections declare at each contact, so that the
 * server may also come back empty or as it was once.
 *
 * @throws InvalidDefinitionError when a collection is declared wrongly.
 * @throws DocumentStoreRefusedError for a URL that is none of MongoDB, or names no database. Refused credentials are known at
 *   the first use.
 */
// eslint-disable-next-line @typescript-eslint/require-await -- an error is a rejection here as from every other store
export async function openMongoDocumentStore(options: MongoDocumentStoreOptions): Promise<DocumentStore> {
  return new MongoDocumentStore(new DeclaredCollections(options.collections), options);
}

/** Documents that `reset` removes at once: few enough for one answer. */
const RESET_BATCH = 2_000;

class MongoDocumentStore implements DocumentStore {
  readonly #connection: MongoConnection;
  readonly #checkpoints: Checkpoints;
  readonly #models: ReadonlyMap<CollectionDefinition, Model<StoredForm>>;
  /** One of each: whoever reads a collection shares its questions. */
  readonly #collections = new Map<CollectionDefinition, MongoCollection>();

  constructor(
    private readonly declared: DeclaredCollections,
    { url, onIndexFailure = () => undefined }: MongoDocumentStoreOptions,
  ) {
    this.#connection = new MongoConnection(url, (signal) => this.#prepare(signal, onIndexFailure));
    this.#models = new Map(
      Array.from(declared, (definition) => [
        definition,
        this.#connection.model(definition.name, schemaOf(definition)),
      ]),
    );
    this.#checkpoints = new Checkpoints(
      this.#connection.collection<CheckpointRecord>(CHECKPOINTS),
      () => this.contact,
    );
  }

  get contact(): number {
    return this.#connection.contacts;
  }

  collection<D extends Document>(definition: CollectionDefinition): Collection<D> {
    const declared = this.declared.require(definition);
    const collection =
      this.#collections.get(declared) ??
      new MongoCollection(declared, this.#connection, this.#documentsOf(declared), (other) =>
        this.collection(other),
      );
    this.#collections.set(declared, collection);
    return collection as Collection as Collection<D>;
  }

  async write(operations: readonly WriteOperation[], checkpoint?: Checkpoint): Promise<readonly boolean[]> {
    this.#connection.checkOpen();
    const byCollection = this.#byCollection(operations);
    return await this.#connection.run(async () => {
      if (checkpoint !== undefined && isGuarded(checkpoint) && operations.length > 0) {
        return await this.#writeGuarded(byCollection, checkpoint);
      }
      const effects = await this.#apply(byCollection);
      if (checkpoint !== undefined) await this.#checkpoints.record(checkpoint, undefined);
      return effects;
    });
  }

  async checkpoint(projection: string): Promise<string | undefined> {
    return await this.#connection.run(() => this.#checkpoints.read(projection));
  }

  /** The checkpoint first: a reset that is cut short leaves none without its documents. */
  async reset(projection: string, collections: readonly CollectionDefinition[]): Promise<void> {
    this.#connection.checkOpen();
    const emptied = collections.map((definition) => this.declared.require(definition));
    await this.#connection.run(() => this.#checkpoints.forget(projection));
    for (const definition of emptied) {
      // Each of them waits for its own answer, however many there are.
      while ((await this.#remove(definition, {}, RESET_BATCH)) > 0);
    }
  }

  async removeWhere(definition: CollectionDefinition, where: Where, limit: number): Promise<number> {
    this.#connection.checkOpen();
    const declared = this.declared.require(definition);
    checkQuery(declared, { where, limit });
    return await this.#remove(declared, where, limit);
  }

  close(): Promise<void> {
    return this.#connection.close();
  }

  async #remove(definition: CollectionDefinition, where: Where, limit: number): Promise<number> {
    // To MongoDB, 0 is no limit.
    if (limit === 0) return 0;
    const documents = this.#documentsOf(definition);
    const filter = filterOf(definition, { where });
    return await this.#connection.run(async () => {
      const found = await documents
        .find(filter, { limit, batchSize: limit, projection: { _id: 1 }, maxTimeMS: ANSWER_MS })
        .toArray();
      if (found.length === 0) return 0;
      const { deletedCount } = await documents.deleteMany({
        ...filter,
        _id: { $in: found.map(({ _id }) => _id) },
      });
      return deletedCount;
    });
  }

  async #writeGuarded(
    byCollection: PlacedOperations,
    checkpoint: GuardedCheckpoint,
  ): Promise<readonly boolean[]> {
    const claim = await this.#checkpoints.claim(checkpoint);
    const effects = await this.#apply(byCollection);
    if (this.#checkpoints.isValid(claim)) {
      await this.#checkpoints.record(checkpoint, claim);
      return effects;
    }
    // The server was away meanwhile: it may have come back without the documents.
    const claimedAnew = await this.#checkpoints.claim(checkpoint);
    const again = await this.#apply(byCollection);
    await this.#checkpoints.record(checkpoint, claimedAnew);
    return effects.map((effect, place) => effect || again[place] === true);
  }

  async #apply(byCollection: PlacedOperations): Promise<readonly boolean[]> {
    const effects: boolean[] = [];
    await allSettled(
      Array.from(byCollection, async ([definition, placed]) => {
        const writer = new DocumentWriter(this.#documentsOf(definition), definition);
        const applied = await writer.apply(placed.map(({ operation }) => operation));
        placed.forEach(({ place }, index) => (effects[place] = applied[index] === true));
      }),
    );
    return effects;
  }

  #byCollection(operations: readonly WriteOperation[]): PlacedOperations {
    const byCollection = new Map<CollectionDefinition, PlacedOperation[]>();
    operations.forEach((operation, place) => {
      const definition = checkOperation(this.declared, operation);
      const placed = byCollection.get(definition);
      if (placed === undefined) byCollection.set(definition, [{ place, operation }]);
      else placed.push({ place, operation });
    });
    return byCollection;
  }

  async #prepare(signal: AbortSignal, onIndexFailure: (error: unknown) => void): Promise<void> {
    const layouts = this.#connection.collection<LayoutRecord>(LAYOUTS);
    await allSettled(
      Array.from(this.#models, async ([definition, model]) => {
        // At once where there are no documents yet: nothing is quicker, and a first write would find none.
        if (await isNew(layouts, definition)) await model.createIndexes();
        await bringToLayout(layouts, this.#documentsOf(definition), definition);
      }),
    );
    void makeIndexes([...this.#models.values()], signal, (error) => onIndexFailure(toStoreError(error)));
  }

  #documentsOf({ name }: CollectionDefinition): mongo.Collection<StoredForm> {
    return this.#connection.collection<StoredForm>(name);
  }
}

interface PlacedOperation {
  readonly place: number;
  readonly operation: WriteOperation;
}

type PlacedOperations = ReadonlyMap<CollectionDefinition, readonly PlacedOperation[]>;
