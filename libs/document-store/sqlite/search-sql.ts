import type { CollectionDefinition } from '@reeve/document-store';
import { foldedColumn, searchTable, tableName } from './collection-table.js';
import type { SearchedText } from './protocol.js';
import { searchText } from './search-text.js';
import type { Sql } from './sql.js';

/** Shorter than this, in code points, there is no trigram to look up. */
const TRIGRAM = 3;

/** `index`: ask the trigram index. `rows`: look at each row that the other conditions leave. */
export type SearchWay = 'index' | 'rows';

/** How to look for a text, as far as the text itself says. */
export function searchWay(search: string): SearchWay {
  return Array.from(searchText(search)).length < TRIGRAM ? 'rows' : 'index';
}

/** Rows of the table's own key: all whose searchable text contains this, by the trigram index. The only parameter is an expression of it. */
export function matchesSql(definition: CollectionDefinition, search: string): Sql {
  const table = searchTable(definition);
  return {
    text: `SELECT rowid AS row FROM ${table} WHERE ${table} MATCH ?`,
    parameters: [quoted(searchText(search))],
  };
}

/** For who looks for parts of the text first. */
export function searchedText(definition: CollectionDefinition, search: string): SearchedText {
  const columns = (definition.searchable ?? []).map(foldedColumn);
  const table = tableName(definition);
  const text = searchText(search);
  const found = `${matchesSql(definition, search).text} LIMIT ?`;
  return {
    text,
    looked: {
      text: `SELECT found.row, ${hasText(columns)} FROM (${found}) AS found CROSS JOIN ${table} USING (row)`,
      parameters: columns.map(() => text),
    },
    textsFrom: `SELECT ${columns.join(', ')} FROM ${table} WHERE row >= ? ORDER BY row LIMIT 1`,
  };
}

/** As FTS5 reads a text that is one phrase. */
export const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

/** The condition on a row; undefined when every row meets it. */
export function searchCondition(
  definition: CollectionDefinition,
  search: string,
  way: SearchWay,
): Sql | undefined {
  const term = searchText(search);
  if (term === '') return undefined;
  switch (way) {
    case 'index': {
      const matches = matchesSql(definition, search);
      return { text: `row IN (${matches.text})`, parameters: matches.parameters };
    }
    case 'rows': {
      const columns = (definition.searchable ?? []).map(foldedColumn);
      return { text: hasText(columns), parameters: columns.map(() => term) };
    }
  }
}

/** 1 where one of the columns has the text that is given for each, else 0. */
const hasText = (columns: readonly string[]): string =>
  `(${columns.map((column) => `instr(${column}, ?) > 0`).join(' OR ')})`;
