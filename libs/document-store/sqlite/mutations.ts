import type { CollectionDefinition } from '@reeve/document-store';
import { forgetCheckpoint, moveCheckpoint } from './checkpoints.js';
import { CollectionWriter } from './collection-writer.js';
import type { Answer, Mutation, RowChange } from './protocol.js';
import type { Statements } from './statements.js';

/** Makes the changes of one request, within the caller's transaction. */
export class Mutations {
  readonly #writers: ReadonlyMap<string, CollectionWriter>;

  constructor(
    private readonly statements: Statements,
    collections: Iterable<CollectionDefinition>,
  ) {
    this.#writers = new Map(
      Array.from(collections, (definition) => [
        definition.name,
        new CollectionWriter(statements, definition),
      ]),
    );
  }

  apply(mutation: Mutation): Answer {
    switch (mutation.kind) {
      case 'write':
        // First: when it may not move, nothing has to be undone.
        if (mutation.checkpoint !== undefined) moveCheckpoint(this.statements, mutation.checkpoint);
        return mutation.changes.map((change) => this.#change(change));
      case 'reset':
        for (const name of mutation.collections) this.#writer(name).recreate();
        forgetCheckpoint(this.statements, mutation.projection);
        return null;
      case 'remove-where':
        return this.#writer(mutation.collection).removeRows(mutation.rows);
    }
  }

  #change(change: RowChange): boolean {
    const writer = this.#writer(change.collection);
    switch (change.kind) {
      case 'put':
        return writer.put(change.row);
      case 'insert':
        return writer.insert(change.row);
      case 'remove':
        return writer.remove(change.id);
    }
  }

  #writer(collection: string): CollectionWriter {
    const writer = this.#writers.get(collection);
    if (writer === undefined) throw new Error(`There is no collection ${collection}`);
    return writer;
  }
}
