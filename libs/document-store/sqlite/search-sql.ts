import type { CollectionDefinition } from '@reeve/document-store';
import { foldedColumn, searchTable } from './collection-table.js';
import { searchText } from './search-text.js';
import type { Sql } from './sql.js';

/** Shorter than this, in code points, there is no trigram to look up. */
const TRIGRAM = 3;

/**
 * A text that more documents contain than this is soon met on the way through a sorted index: looking at the rows in order
 * until the page is full is faster than sorting all that the trigram index gives.
 */
const FREQUENT = 1000;

/** `index`: ask the trigram index. `rows`: look at each row that the other conditions leave. */
export type SearchWay = 'index' | 'rows';

/** How to look for a text, as far as the text itself says. */
export function searchWay(search: string): SearchWay {
  return Array.from(searchText(search)).length < TRIGRAM ? 'rows' : 'index';
}

/** One row with 1 when the trigram index knows too many documents with this text to sort them; else no row. */
export function isFrequentSql(definition: CollectionDefinition, search: string): Sql {
  const matches = fromIndex(definition, searchText(search));
  return {
    text: `SELECT 1 FROM (${matches.text}) LIMIT 1 OFFSET ${FREQUENT}`,
    parameters: matches.parameters,
  };
}

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
      const matches = fromIndex(definition, term);
      return { text: `row IN (${matches.text})`, parameters: matches.parameters };
    }
    case 'rows': {
      const columns = (definition.searchable ?? []).map(foldedColumn);
      const text = columns.map((column) => `instr(${column}, ?)`).join(' OR ');
      return { text: `(${text})`, parameters: columns.map(() => term) };
    }
  }
}

function fromIndex(definition: CollectionDefinition, term: string): Sql {
  const search = searchTable(definition);
  return {
    text: `SELECT rowid FROM ${search} WHERE ${search} MATCH ?`,
    parameters: [`"${term.replaceAll('"', '""')}"`],
  };
}
