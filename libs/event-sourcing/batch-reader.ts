import type { CollectionDefinition, Document } from '@reeve/document-store';
import { documentKey } from './projected-documents.js';
import type { ProjectedOperation, ReadDocument } from './projection.js';

/** Reads through the operations of a batch that are not written yet, so that one event sees what the one before it did. */
export class BatchReader {
  /** Set when a read failed because of the store: that is no fault of the event. */
  storeFailure: Error | undefined;
  /** By document: what comes last is all that is ever seen, so the ones before it need not be written. */
  private readonly last = new Map<string, ProjectedOperation>();

  /** @param stored reads what is written. */
  constructor(private readonly stored: ReadDocument) {}

  apply(operations: readonly ProjectedOperation[]): void {
    for (const operation of operations) {
      const key = documentKey(operation.collection, operation.id);
      // What is there an insert leaves alone, in the batch as in the store.
      if (operation.kind === 'put' || !this.last.has(key)) this.last.set(key, operation);
    }
  }

  /** One for each document that the batch changes. */
  get operations(): readonly ProjectedOperation[] {
    return [...this.last.values()];
  }

  readonly read: ReadDocument = async <D extends Document>(collection: CollectionDefinition, id: string) => {
    const written = this.last.get(documentKey(collection.name, id));
    if (written !== undefined) return written.document as D;
    try {
      return await this.stored<D>(collection, id);
    } catch (error) {
      this.storeFailure = error instanceof Error ? error : new Error(String(error));
      throw this.storeFailure;
    }
  };
}
