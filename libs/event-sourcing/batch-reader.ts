import type { CollectionDefinition, Document, DocumentStore } from '@reeve/document-store';
import type { ProjectedOperation, ReadDocument } from './projection.js';

/** Reads through the operations of a batch that are not written yet, so that one event sees what the one before it did. */
export class BatchReader {
  readonly operations: ProjectedOperation[] = [];
  /** Set when a read failed because of the store: that is no fault of the event. */
  storeFailure: Error | undefined;
  private readonly written = new Map<string, Document>();

  constructor(private readonly documentStore: DocumentStore) {}

  apply(operations: readonly ProjectedOperation[]): void {
    for (const operation of operations) {
      this.operations.push(operation);
      this.written.set(`${operation.collection}/${operation.id}`, operation.document);
    }
  }

  readonly read: ReadDocument = async <D extends Document>(collection: CollectionDefinition, id: string) => {
    const key = `${collection.name}/${id}`;
    if (this.written.has(key)) return this.written.get(key) as D | undefined;
    try {
      return await this.documentStore.collection<D>(collection).get(id);
    } catch (error) {
      this.storeFailure = error instanceof Error ? error : new Error(String(error));
      throw this.storeFailure;
    }
  };
}
