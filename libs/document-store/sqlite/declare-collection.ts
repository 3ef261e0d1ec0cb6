import type { CollectionDefinition, Document } from '@reeve/document-store';
import {
  createIndexes,
  createSearch,
  createTable,
  dropCollection,
  insertRow,
  keyColumn,
  parametersOf,
  rowOf,
  tableName,
} from './collection-table.js';
import { CollectionWriter } from './collection-writer.js';
import type { SqlValue } from './sql.js';
import type { Statements } from './statements.js';

/**
 * Leaves a collection alone whose declaration is the one its table was made for, makes one that is new, and rebuilds from
 * its documents one that is declared differently. Within the caller's transaction.
 */
export function declareCollection(statements: Statements, definition: CollectionDefinition): void {
  const signature = signatureOf(definition);
  const known = statements.row('SELECT signature FROM "$collections" WHERE name = ?', [definition.name]);
  if (known?.[0] === signature) return;
  if (known === undefined) new CollectionWriter(statements, definition).recreate();
  else rebuild(statements, definition, JSON.parse(String(known[0])) as Signature);
  statements.run(
    'INSERT INTO "$collections" VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET signature = excluded.signature',
    [definition.name, signature],
  );
}

type Signature = Pick<CollectionDefinition, 'fields' | 'indexes' | 'searchable' | 'clustered'>;

/** What the tables depend on, as text that differs when it does. */
function signatureOf({ fields, indexes, searchable = [], clustered = false }: Signature): string {
  return JSON.stringify({ fields, indexes, searchable, ...(clustered && { clustered }) } satisfies Signature);
}

function rebuild(statements: Statements, definition: CollectionDefinition, was: Signature): void {
  const table = tableName(definition);
  const rebuilt = `"${definition.name}$rebuilt"`;
  statements.run(createTable(definition, rebuilt));
  const insert = insertRow(definition, rebuilt);
  for (const { id, seen, document } of storedDocuments(statements, table, keyColumn(was))) {
    statements.run(insert, parametersOf(rowOf(definition, id, seen, document)));
  }
  for (const text of [
    ...dropCollection(definition),
    `ALTER TABLE ${rebuilt} RENAME TO ${table}`,
    ...createIndexes(definition),
    ...createSearch(definition),
  ]) {
    statements.run(text);
  }
}

interface Stored {
  readonly id: string;
  readonly seen: string | undefined;
  readonly document: Document;
}

/** Documents held in memory at once. */
const BATCH = 1000;

/** As the table has them by now, whose key may be another than is declared. */
function* storedDocuments(
  statements: Statements,
  table: string,
  key: ReturnType<typeof keyColumn>,
): Generator<Stored> {
  const next = `SELECT ${key}, id, seen, document FROM ${table} WHERE ${key} > ? ORDER BY ${key} LIMIT ${BATCH}`;
  let last: SqlValue = key === 'row' ? 0 : '';
  for (;;) {
    const rows = statements.rows(next, [last]) as readonly (readonly [
      SqlValue,
      string,
      string | null,
      string,
    ])[];
    if (rows.length === 0) return;
    for (const [own, id, seen, document] of rows) {
      yield { id, seen: seen ?? undefined, document: JSON.parse(document) as Document };
      last = own;
    }
  }
}
