import type { CollectionDefinition, StoredDocument } from '@reeve/document-store';
import { tableName } from './collection-table.js';
import type { Sql } from './sql.js';

/**
 * Documents on their way to the calling thread: the bytes of one JSON text, put together by SQLite. No value of theirs becomes one of V8's on the
 * way. Bytes change hands without being copied, and lie outside of the heap, where the collector would carry hundreds of texts that
 * wait there from generation to generation.
 *
 * @param rows in their order, of one column: {@link idItem} or {@link documentItem}.
 * @returns one row of one value.
 */
export function listSql(rows: Sql): Sql {
  return {
    text: `SELECT CAST('[' || coalesce(group_concat("$item"), '') || ']' AS BLOB) FROM (${rows.text})`,
    parameters: rows.parameters,
  };
}

/** The list of those of some keys of the table's own that are there, in their order. These are its only parameter, as JSON. */
export function listOfKeysSql(definition: CollectionDefinition, item: string): string {
  const table = tableName(definition);
  const rows =
    `SELECT ${item} FROM (SELECT key AS place, value AS row FROM json_each(?)) AS wanted ` +
    `CROSS JOIN ${table} ON ${table}.row = wanted.row ORDER BY wanted.place`;
  return listSql({ text: rows, parameters: [] }).text;
}

/** A column: the id as an item of the list. */
export const idItem = (definition: CollectionDefinition): string =>
  `json_quote(${tableName(definition)}.id) AS "$item"`;

/**
 * A column: id and document as an item of the list.
 *
 * @param others by their names, collections whose documents of the same id are joined. Absent: the item has none.
 */
export function documentItem(
  definition: CollectionDefinition,
  others?: Readonly<Record<string, CollectionDefinition>>,
): string {
  const table = tableName(definition);
  const own = `'{"id":' || json_quote(${table}.id) || ',"document":' || ${table}.document`;
  if (others === undefined) return `${own} || '}' AS "$item"`;
  const joined = Object.entries(others).map(([name, other]) => {
    const document = `(SELECT document FROM ${tableName(other)} AS "$other" WHERE "$other".id = ${table}.id)`;
    // Nothing, where there is none.
    return `coalesce(${quoted(`,${JSON.stringify(name)}:`)} || ${document}, '')`;
  });
  const withoutFirstComma = `substr(${["''", ...joined].join(' || ')}, 2)`;
  return `${own} || ',"joined":{' || ${withoutFirstComma} || '}}' AS "$item"`;
}

/** @param list of {@link listSql}. */
export function documentsIn(list: Uint8Array): readonly StoredDocument[] {
  return itemsIn(list) as StoredDocument[];
}

/** @param list of {@link listSql}. */
export function idsIn(list: Uint8Array): readonly string[] {
  return itemsIn(list) as string[];
}

function itemsIn({ buffer, byteOffset, byteLength }: Uint8Array): unknown {
  return JSON.parse(Buffer.from(buffer, byteOffset, byteLength).toString());
}

/** As SQLite reads a text. */
const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
