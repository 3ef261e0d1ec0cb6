import { DocumentStoreUnavailableError } from '@reeve/document-store';
import type { CollectionDefinition, WriteOperation } from '@reeve/document-store';
import type { mongo } from 'mongoose';
import { allSettled } from './all-settled.js';
import { duplicatesIn, isDuplicateKey } from './mongo-failure.js';
import { isHeldBack, runChain } from './operation-chain.js';
import type { Present } from './operation-chain.js';
import { storedForm } from './stored-form.js';
import type { StoredForm } from './stored-form.js';

type Upsert = Exclude<WriteOperation, { readonly kind: 'remove' }>;

/** Something of one operation, with the operation's place in the write. */
type Placed<T> = readonly [place: number, value: T];

/** Before each of them, somebody else has changed the same document between its being read and its being written. */
const MOST_ATTEMPTS = 20;

/**
 * Writes the documents of one collection. Each change is one command on one document, with its condition in the filter: it
 * holds whoever else writes, and needs no transaction.
 */
export class DocumentWriter {
  constructor(
    private readonly documents: mongo.Collection<StoredForm>,
    private readonly definition: CollectionDefinition,
  ) {}

  /**
   * Applies the operations on each id in order, those on different ids at once. Of several on one id only the last result
   * is ever seen.
   *
   * @returns for each operation, whether it took effect.
   */
  async apply(operations: readonly WriteOperation[]): Promise<readonly boolean[]> {
    const upserts: Placed<Upsert>[] = [];
    const work: Promise<readonly Placed<boolean>[]>[] = [];
    for (const chain of chainsOf(operations)) {
      const [[place, operation], ...others] = chain;
      if (others.length > 0) work.push(this.#applyChain(chain));
      else if (operation.kind === 'remove') work.push(this.#remove(place, operation.id));
      else upserts.push([place, operation]);
    }
    if (upserts.length > 0) work.push(this.#upsertAll(upserts));

    const effects: boolean[] = [];
    for (const [place, effect] of (await allSettled(work)).flat()) effects[place] = effect;
    return effects;
  }

  async #remove(place: number, id: string): Promise<readonly Placed<boolean>[]> {
    const { deletedCount } = await this.documents.deleteOne({ _id: id });
    return [[place, deletedCount > 0]];
  }

  /**
   * Operations on different ids, in one bulk. Unordered: the stand-in of tests goes on after an error also where MongoDB
   * would not, and only the error tells of which operation it is.
   */
  async #upsertAll(operations: readonly Placed<Upsert>[]): Promise<readonly Placed<boolean>[]> {
    const effects: Placed<boolean>[] = [];
    let pending = operations;
    for (let attempt = 0; pending.length > 0; attempt++) {
      checkAttempts(attempt);
      const refused = await this.#bulk(pending.map(([, operation]) => operation));
      effects.push(
        ...pending.filter((_, index) => !refused.has(index)).map(([place]) => [place, true] as const),
      );
      const there = await this.#present(
        pending.filter((_, index) => refused.has(index)).map(([, { id }]) => id),
      );
      pending = pending.filter(([place, operation], index) => {
        if (!refused.has(index)) return false;
        if (mayPass(there.get(operation.id), operation)) return true;
        effects.push([place, false]);
        return false;
      });
    }
    return effects;
  }

  /** @returns the indexes of those that met a document which their conditions do not let them replace. */
  async #bulk(operations: readonly Upsert[]): Promise<ReadonlySet<number>> {
    try {
      await this.documents.bulkWrite(
        operations.map((operation) => this.#bulkOperation(operation)),
        { ordered: false },
      );
      return new Set();
    } catch (error) {
      return duplicatesIn(error);
    }
  }

  #bulkOperation(operation: Upsert): mongo.AnyBulkWriteOperation<StoredForm> {
    const { id } = operation;
    const replacement = this.#form(operation);
    if (operation.kind === 'insert') return { insertOne: { document: replacement } };
    // Where the filter holds a document back, the upsert inserts a second one of its id: error 11000.
    const { seen } = operation;
    const filter = seen === undefined ? { _id: id } : { _id: id, seen: { $not: { $gte: seen } } };
    return { replaceOne: { filter, replacement, upsert: true } };
  }

  async #applyChain(chain: Chain): Promise<readonly Placed<boolean>[]> {
    const operations = chain.map(([, operation]) => operation);
    const { id } = chain[0][1];
    for (let attempt = 0; ; attempt++) {
      checkAttempts(attempt);
      const before = (await this.#present([id])).get(id);
      const { effects, last } = runChain(before, operations);
      if (await this.#replace(id, before, last)) {
        return chain.map(([place], index) => [place, effects[index] === true]);
      }
    }
  }

  /** @returns false when what is there is no longer what was `before`. */
  async #replace(id: string, before: Present, last: WriteOperation | undefined): Promise<boolean> {
    if (last === undefined || (before === undefined && last.kind === 'remove')) return true;
    if (before === undefined) return await this.#insert(last as Upsert);
    const filter = { _id: id, seen: before.seen };
    if (last.kind === 'remove') return (await this.documents.deleteOne(filter)).deletedCount > 0;
    return (await this.documents.replaceOne(filter, this.#form(last))).matchedCount > 0;
  }

  async #insert(operation: Upsert): Promise<boolean> {
    try {
      await this.documents.insertOne(this.#form(operation));
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }

  async #present(ids: readonly string[]): Promise<ReadonlyMap<string, NonNullable<Present>>> {
    if (ids.length === 0) return new Map();
    const found = await this.documents
      .find({ _id: { $in: [...ids] } }, { projection: { seen: 1 } })
      .toArray();
    return new Map(found.map(({ _id, seen }) => [_id, { seen }]));
  }

  #form(operation: Upsert): StoredForm {
    const seen = operation.kind === 'put' ? operation.seen : undefined;
    return storedForm(this.definition, operation.id, seen ?? null, operation.document);
  }
}

/** All operations of a write on one id, in order. */
type Chain = readonly [Placed<WriteOperation>, ...Placed<WriteOperation>[]];

function chainsOf(operations: readonly WriteOperation[]): Iterable<Chain> {
  const byId = new Map<string, [Placed<WriteOperation>, ...Placed<WriteOperation>[]]>();
  operations.forEach((operation, place) => {
    const chain = byId.get(operation.id);
    if (chain === undefined) byId.set(operation.id, [[place, operation]]);
    else chain.push([place, operation]);
  });
  return byId.values();
}

/** Whether an upsert that was refused would pass now: what refused it has gone, or was written at the same moment. */
function mayPass(present: Present, operation: Upsert): boolean {
  if (present === undefined) return true;
  return operation.kind === 'put' && !isHeldBack(present, operation.seen);
}

function checkAttempts(attempt: number): void {
  if (attempt < MOST_ATTEMPTS) return;
  throw new DocumentStoreUnavailableError('A document changes faster than it can be written');
}
