import type { CollectionDefinition, Document, DocumentStore } from '@reeve/document-store';
import type { Position } from '@reeve/event-store';
import { projectionKey } from './projection.js';
import type { ProjectedOperation, Projection, ReadDocument } from './projection.js';

/**
 * The documents of a projection and their checkpoint. Every write names the checkpoint it has to come after, so that it fails
 * when the store came back empty or older than it was, or another process has written meanwhile.
 */
export class ProjectedDocuments {
  private readonly key: string;
  /** The checkpoint that is stored, as far as is known here. */
  private stored: Position | undefined;
  private passed: Position | undefined;
  private isOpen = false;
  private last: Promise<unknown> = Promise.resolve();
  /** What the last write has put, and is therefore there: the next batch most likely changes the same. */
  private readonly justPut = new Map<string, Document>();

  /** @param mayWrite called right before each write; throws when it must not be made. */
  constructor(
    private readonly documentStore: DocumentStore,
    private readonly projection: Projection,
    private readonly mayWrite: () => void,
  ) {
    this.key = projectionKey(projection);
  }

  /** Unless the store has become another one. */
  get hasCheckpoint(): boolean {
    return this.stored !== undefined;
  }

  /** As it is stored, which costs no question for what was put by the last write. @throws DocumentStoreUnavailableError */
  readonly read: ReadDocument = async <D extends Document>(collection: CollectionDefinition, id: string) =>
    (this.justPut.get(documentKey(collection.name, id)) as D | undefined) ??
    (await this.documentStore.collection<D>(collection).get(id));

  /**
   * Reads the checkpoint: where to go on. Undefined: from the first event.
   *
   * @returns `isOlder` when they showed more before.
   */
  async open(): Promise<{ readonly checkpoint: Position | undefined; readonly isOlder: boolean }> {
    return await this.inTurn(async () => {
      const before = this.stored;
      const checkpoint = (await this.documentStore.checkpoint(this.key)) as Position | undefined;
      this.stored = checkpoint;
      this.passed = undefined;
      this.justPut.clear();
      this.isOpen = true;
      return { checkpoint, isOlder: before !== undefined && (checkpoint ?? '') < before };
    });
  }

  /** Empties the collections and forgets the checkpoint. */
  async reset(): Promise<void> {
    await this.inTurn(async () => {
      this.mayWrite();
      await this.documentStore.reset(this.key, this.projection.collections);
      this.stored = undefined;
      this.passed = undefined;
      this.justPut.clear();
    });
  }

  /** @throws CheckpointMovedError when they are not as they were left: open them again. */
  async write(operations: readonly ProjectedOperation[], position: Position): Promise<void> {
    await this.inTurn(() => this.writeAfterStored(operations, position));
  }

  /**
   * Up to this position nothing stands that documents say anything of. It saves reading, so it is only written with {@link flush}; unless
   * there is no checkpoint yet, by which everybody tells documents from lost ones.
   */
  async pass(position: Position): Promise<void> {
    this.passed = position;
    if (!this.hasCheckpoint) await this.write([], position);
  }

  /**
   * Writes how far the log was passed by, and looks whether the checkpoint is still the one that was left.
   *
   * @returns false when it is not: open them again.
   */
  async flush(): Promise<boolean> {
    return await this.inTurn(async () => {
      if (!this.isOpen) return true;
      if ((await this.documentStore.checkpoint(this.key)) !== this.stored) return false;
      const { passed } = this;
      if (passed !== undefined && (this.stored === undefined || passed > this.stored)) {
        await this.writeAfterStored([], passed);
      }
      return true;
    });
  }

  private async writeAfterStored(
    operations: readonly ProjectedOperation[],
    position: Position,
  ): Promise<void> {
    this.mayWrite();
    const checkpoint = { projection: this.key, position, after: this.stored ?? null };
    this.justPut.clear();
    const effects = await this.documentStore.write(operations, checkpoint);
    this.stored = position;
    operations.forEach(({ kind, collection, id, document }, index) => {
      // One that was held back is there as a later event has left it.
      if (kind === 'put' && effects[index] === true) this.justPut.set(documentKey(collection, id), document);
    });
  }

  /** One after the other: what one of them leaves is what the next one has to find. */
  private inTurn<T>(action: () => Promise<T>): Promise<T> {
    const done = this.last.then(action);
    this.last = done.catch(() => undefined);
    return done;
  }
}

/** Of a document among those of all collections. */
export function documentKey(collection: string, id: string): string {
  return `${collection}/${id}`;
}
