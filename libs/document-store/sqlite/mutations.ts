import type { CollectionDefinition } from '@reeve/document-store';
import { insertRow, putRow, removeRow } from './collection-table.js';
import type { Answer, Mutation, RowChange } from './protocol.js';
import type { Statements } from './statements.js';
import { recreate } from './store-file.js';

/** Makes the changes of one request, within the caller's transaction. */
export class Mutations {
  readonly #collections: ReadonlyMap<string, CollectionSql>;

  constructor(
    private readonly statements: Statements,
    collections: Iterable<CollectionDefinition>,
  ) {
    this.#collections = new Map(
      Array.from(collections, (definition) => [definition.name, collectionSql(definition)]),
    );
  }

  apply(mutation: Mutation): Answer {
    switch (mutation.kind) {
      case 'write': {
        const effects = mutation.changes.map((change) => this.#change(change));
        if (mutation.checkpoint !== undefined) {
          const { projection, position } = mutation.checkpoint;
          this.statements.run(
            'INSERT INTO "$checkpoints" VALUES (?, ?) ON CONFLICT (projection) DO UPDATE SET position = excluded.position',
            [projection, position],
          );
        }
        return effects;
      }
      case 'reset':
        for (const name of mutation.collections) recreate(this.statements, this.#collection(name).definition);
        this.statements.run('DELETE FROM "$checkpoints" WHERE projection = ?', [mutation.projection]);
        return null;
      case 'remove-where':
        return this.statements.run(mutation.sql.text, mutation.sql.parameters);
    }
  }

  #change(change: RowChange): boolean {
    const sql = this.#collection(change.collection);
    switch (change.kind) {
      case 'remove':
        return this.statements.run(sql.remove, [change.id]) > 0;
      case 'insert':
      case 'put':
        return this.statements.run(sql[change.kind], change.row) > 0;
    }
  }

  #collection(name: string): CollectionSql {
    const sql = this.#collections.get(name);
    if (sql === undefined) throw new Error(`There is no collection ${name}`);
    return sql;
  }
}

interface CollectionSql {
  readonly definition: CollectionDefinition;
  readonly put: string;
  readonly insert: string;
  readonly remove: string;
}

function collectionSql(definition: CollectionDefinition): CollectionSql {
  return {
    definition,
    put: putRow(definition),
    insert: insertRow(definition),
    remove: removeRow(definition),
  };
}
