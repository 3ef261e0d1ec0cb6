import { fieldValue } from '@reeve/document-store';
import type { CollectionDefinition, Document, FieldType, Scalar } from '@reeve/document-store';
import { searchText } from './search-text.js';
import type { SqlValue } from './sql.js';

const COLUMN_TYPES = {
  text: 'TEXT',
  number: 'REAL',
  boolean: 'INTEGER',
} as const satisfies Record<FieldType, string>;

export const fieldColumn = (field: string): string => `"field_${field}"`;
export const foldedColumn = (field: string): string => `"folded_${field}"`;
/** `$` is in no collection's name, so that what belongs to one never meets another. */
export const tableName = ({ name }: CollectionDefinition): string => `"${name}"`;
export const searchTable = ({ name }: CollectionDefinition): string => `"${name}$search"`;

/** A document as it is written. */
export interface Row {
  readonly id: string;
  readonly seen: string | null;
  /** In the order of the declared fields. */
  readonly values: readonly SqlValue[];
  /** In the order of the searchable fields. */
  readonly folded: readonly SqlValue[];
  readonly document: string;
}

/**
 * A document as a row. The fields' values are ordinary columns filled from here and not `json_extract`ed by SQLite, which
 * reads 1 number in 250 as a neighbour of what was written, refuses documents deeper than 1,000, and makes of an unpaired
 * surrogate a text that ends the process when libsql reads it.
 */
export function rowOf(
  definition: CollectionDefinition,
  id: string,
  seen: string | undefined,
  document: Document,
): Row {
  const { fields, searchable = [] } = definition;
  const valueOf = (field: string) => fieldValue(definition, field, document);
  return {
    id,
    seen: seen ?? null,
    values: Object.keys(fields).map((field) => toSql(valueOf(field))),
    folded: searchable.map((field) => foldedText(valueOf(field))),
    document: JSON.stringify(document),
  };
}

export function toSql(value: Scalar): SqlValue {
  return typeof value === 'boolean' ? Number(value) : value;
}

function foldedText(value: Scalar): SqlValue {
  return typeof value === 'string' ? searchText(value) : null;
}

/** The column that tells the table's rows apart: a number of its own, in the order that they came in, or the id. */
export const keyColumn = ({ clustered = false }: Pick<CollectionDefinition, 'clustered'>): 'row' | 'id' =>
  clustered ? 'id' : 'row';

/** `document` stands last, so that a condition on a field never reads through it. */
export function createTable(definition: CollectionDefinition, table = tableName(definition)): string {
  const { fields, searchable = [], clustered = false } = definition;
  const keys = clustered
    ? ['id TEXT NOT NULL PRIMARY KEY']
    : ['row INTEGER PRIMARY KEY', 'id TEXT NOT NULL UNIQUE'];
  return `CREATE TABLE ${table} (${[
    ...keys,
    'seen TEXT',
    ...Object.entries(fields).map(([field, type]) => `${fieldColumn(field)} ${COLUMN_TYPES[type]}`),
    ...searchable.map((field) => `${foldedColumn(field)} TEXT`),
    'document TEXT NOT NULL',
  ].join(', ')})${clustered ? ' WITHOUT ROWID' : ''}`;
}

/** The indexes, each with the id at its end: it makes every order total, and counting by it needs no row. */
export function createIndexes(definition: CollectionDefinition): string[] {
  return definition.indexes.map(
    (index, number) =>
      `CREATE INDEX "${definition.name}$index${number}" ON ${tableName(definition)} ` +
      `(${[...index.map(fieldColumn), 'id'].join(', ')})`,
  );
}

/** The trigram index over text that is folded already, filled from the rows there are. It keeps no copy of the text. */
export function createSearch(definition: CollectionDefinition): string[] {
  const { searchable = [] } = definition;
  if (searchable.length === 0) return [];
  const search = searchTable(definition);
  const folded = searchable.map(foldedColumn).join(', ');
  return [
    `CREATE VIRTUAL TABLE ${search} USING fts5(${folded}, content='', contentless_delete=1, ` +
      `tokenize='trigram case_sensitive 1')`,
    `INSERT INTO ${search} (rowid, ${folded}) SELECT row, ${folded} FROM ${tableName(definition)}`,
  ];
}

/** Takes the table with its indexes, and the trigram index. */
export function dropCollection(definition: CollectionDefinition): string[] {
  return [`DROP TABLE IF EXISTS ${searchTable(definition)}`, `DROP TABLE IF EXISTS ${tableName(definition)}`];
}

/** Does nothing when the id is there. Run with {@link parametersOf} a row. */
export function insertRow(definition: CollectionDefinition, table = tableName(definition)): string {
  const { fields, searchable = [] } = definition;
  const columns = [
    'id',
    'seen',
    ...Object.keys(fields).map(fieldColumn),
    ...searchable.map(foldedColumn),
    'document',
  ];
  return (
    `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')}) ` +
    'ON CONFLICT (id) DO NOTHING'
  );
}

export function parametersOf({ id, seen, values, folded, document }: Row): SqlValue[] {
  return [id, seen, ...values, ...folded, document];
}

export function getDocument(definition: CollectionDefinition): string {
  return `SELECT document FROM ${tableName(definition)} WHERE id = ?`;
}
