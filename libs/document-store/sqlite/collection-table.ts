import { fieldValue, fold } from '@reeve/document-store';
import type { CollectionDefinition, Document, FieldType, Scalar } from '@reeve/document-store';

/** What a column holds. Booleans are 0 and 1: libsql ends the process when it is given a boolean. */
export type SqlValue = string | number | null;

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

/** The columns a row is written to, in the order of {@link rowOf}. */
function columns({ fields, searchable = [] }: CollectionDefinition): string[] {
  return ['id', 'seen', ...Object.keys(fields).map(fieldColumn), ...searchable.map(foldedColumn), 'document'];
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
): SqlValue[] {
  const { fields, searchable = [] } = definition;
  return [
    id,
    seen ?? null,
    ...Object.keys(fields).map((field) => toSql(fieldValue(definition, field, document))),
    ...searchable.map((field) => foldedText(fieldValue(definition, field, document))),
    JSON.stringify(document),
  ];
}

export function toSql(value: Scalar): SqlValue {
  return typeof value === 'boolean' ? Number(value) : value;
}

function foldedText(value: Scalar): SqlValue {
  return typeof value === 'string' ? fold(value) : null;
}

/** `document` stands last, so that a condition on a field never reads through it. */
export function createTable(definition: CollectionDefinition, table = tableName(definition)): string {
  const { fields, searchable = [] } = definition;
  return `CREATE TABLE ${table} (${[
    'row INTEGER PRIMARY KEY',
    'id TEXT NOT NULL UNIQUE',
    'seen TEXT',
    ...Object.entries(fields).map(([field, type]) => `${fieldColumn(field)} ${COLUMN_TYPES[type]}`),
    ...searchable.map((field) => `${foldedColumn(field)} TEXT`),
    'document TEXT NOT NULL',
  ].join(', ')})`;
}

/** The indexes, each with the id at its end: it makes every order total, and counting by it needs no row. */
export function createIndexes(definition: CollectionDefinition): string[] {
  return definition.indexes.map(
    (index, number) =>
      `CREATE INDEX "${definition.name}$index${number}" ON ${tableName(definition)} ` +
      `(${[...index.map(fieldColumn), 'id'].join(', ')})`,
  );
}

/**
 * The trigram index, over text that is folded already, filled from the rows there are and kept by triggers. It keeps no
 * copy of the text: to remove an entry it is given what stood there.
 */
export function createSearch(definition: CollectionDefinition): string[] {
  const { name, searchable = [] } = definition;
  if (searchable.length === 0) return [];
  const table = tableName(definition);
  const search = searchTable(definition);
  const folded = searchable.map(foldedColumn);
  const values = (row: 'new' | 'old') => folded.map((column) => `${row}.${column}`).join(', ');
  const add = `INSERT INTO ${search}(rowid, ${folded.join(', ')}) VALUES (new.row, ${values('new')});`;
  const take = `INSERT INTO ${search}(${search}, rowid, ${folded.join(', ')}) VALUES ('delete', old.row, ${values('old')});`;
  const changed = folded.map((column) => `old.${column} IS NOT new.${column}`).join(' OR ');
  return [
    `CREATE VIRTUAL TABLE ${search} USING fts5(${folded.join(', ')}, content=${table}, content_rowid='row', ` +
      `tokenize='trigram case_sensitive 1', columnsize=0)`,
    `INSERT INTO ${search}(${search}) VALUES ('rebuild')`,
    `CREATE TRIGGER "${name}$inserted" AFTER INSERT ON ${table} BEGIN ${add} END`,
    `CREATE TRIGGER "${name}$deleted" AFTER DELETE ON ${table} BEGIN ${take} END`,
    `CREATE TRIGGER "${name}$updated" AFTER UPDATE ON ${table} WHEN ${changed} BEGIN ${take} ${add} END`,
  ];
}

/** Takes the table with its indexes and triggers, and the trigram index. */
export function dropCollection(definition: CollectionDefinition): string[] {
  return [`DROP TABLE IF EXISTS ${searchTable(definition)}`, `DROP TABLE IF EXISTS ${tableName(definition)}`];
}

export function insertRow(definition: CollectionDefinition, table = tableName(definition)): string {
  const written = columns(definition);
  return `INSERT INTO ${table} (${written.join(', ')}) VALUES (${written.map(() => '?').join(', ')}) ON CONFLICT (id) DO NOTHING`;
}

/** Changes nothing when `seen` holds it back. */
export function putRow(definition: CollectionDefinition): string {
  const table = tableName(definition);
  const [, ...updated] = columns(definition);
  return (
    insertRow(definition).replace(/DO NOTHING$/, 'DO UPDATE SET ') +
    updated.map((column) => `${column} = excluded.${column}`).join(', ') +
    ` WHERE excluded.seen IS NULL OR ${table}.seen IS NULL OR excluded.seen > ${table}.seen`
  );
}

export function removeRow(definition: CollectionDefinition): string {
  return `DELETE FROM ${tableName(definition)} WHERE id = ?`;
}

export function getDocument(definition: CollectionDefinition): string {
  return `SELECT document FROM ${tableName(definition)} WHERE id = ?`;
}
