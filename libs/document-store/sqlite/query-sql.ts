import { isFieldCondition } from '@reeve/document-store';
import type { CollectionDefinition, FieldCondition, FindOptions, Scalar, Where } from '@reeve/document-store';
import { fieldColumn, keyColumn, tableName, toSql } from './collection-table.js';
import type { Candidates } from './protocol.js';
import { matchesSql, searchCondition, searchedText, searchWay } from './search-sql.js';
import type { SearchWay } from './search-sql.js';
import { searchText } from './search-text.js';
import type { Sql, SqlValue } from './sql.js';

type Conditions = Pick<FindOptions, 'where' | 'search'>;

/** Rows of these columns. */
export function findSql(
  definition: CollectionDefinition,
  options: FindOptions,
  columns: string,
  way = searchWay(options.search ?? ''),
): Sql {
  const { limit, offset = 0 } = options;
  const table = tableName(definition);
  const rows = (selected: string) =>
    sql(
      `SELECT ${selected} FROM ${table}`,
      [...conditions(definition, options, way), ...placeCondition(options)],
      `${orderOf(options)} LIMIT ? OFFSET ?`,
      [limit, offset],
    );
  if (keyColumn(definition) === 'row' || offset === 0) return rows(columns);
  // Of what is clustered, SQLite looks up whatever it passes over as well, unless the index has all that is asked for.
  const { text, parameters } = rows('id AS "$id"');
  return {
    text: `SELECT ${columns} FROM (${text}) AS "$page" CROSS JOIN ${table} ON id = "$id" ${orderOf(options)}`,
    parameters,
  };
}

/** Rows of these columns, in any order, of those of these ids that are there. */
export function getDocumentsSql(
  definition: CollectionDefinition,
  ids: readonly string[],
  columns = 'id, document',
): Sql {
  return sql(`SELECT ${columns} FROM ${tableName(definition)}`, [isIn('id', ids)]);
}

/**
 * How all that meet the conditions are found by one of these, and then put in order, or met on the way through what is in order;
 * undefined where that would help nothing: an index has the order, or none is there to find them by. All are rows of the table's own key.
 */
export function orderingSql(
  definition: CollectionDefinition,
  options: FindOptions,
): (Candidates & { readonly ordered: Sql; readonly along: Sql }) | undefined {
  const found = candidatesOf(definition, options);
  if (found === undefined) return undefined;
  const { others, ...candidates } = found;
  const table = tableName(definition);
  // A cross join is made in the order it is written in: no index that has the order is walked for it.
  const start =
    `SELECT ${table}.row FROM (SELECT value AS row FROM json_each(?)) AS candidate ` +
    `CROSS JOIN ${table} ON ${table}.row = candidate.row`;
  const orderedBy = (from: string, where: Where) =>
    sql(from, [...conditions(definition, { where }), ...placeCondition(options)], orderOf(options));
  return {
    ...candidates,
    ordered: orderedBy(start, options.where ?? {}),
    along: orderedBy(`SELECT row FROM ${table}`, others),
  };
}

/** @returns `others`: conditions that candidates may not meet. */
function candidatesOf(
  definition: CollectionDefinition,
  options: FindOptions,
): (Candidates & { readonly others: Where }) | undefined {
  const { where = {}, search = '', sort = [] } = options;
  if (keyColumn(definition) === 'id') return undefined;
  if (searchText(search) !== '') {
    return searchWay(search) === 'index'
      ? { ...candidatesWith(definition, search), others: where }
      : undefined;
  }
  const ranged = Object.entries(where).find(
    ([field, condition]) =>
      sort.length > 0 && field !== sort[0]?.field && isRange(condition) && isIndexed(definition, field),
  );
  if (ranged === undefined) return undefined;
  const [field, condition] = ranged;
  const candidates = sql(
    `SELECT row FROM ${tableName(definition)}`,
    conditions(definition, { where: { [field]: condition } }),
  );
  const others = Object.fromEntries(Object.entries(where).filter(([each]) => each !== field));
  return { candidates, lastRow: lastRow(definition), others };
}

function isRange(condition: Scalar | FieldCondition): boolean {
  return isFieldCondition(condition) && Object.keys(condition).some((name) => name in RANGE_OPERATORS);
}

const isIndexed = ({ indexes }: CollectionDefinition, field: string): boolean =>
  indexes.some(([first]) => first === field);

function orderOf({ sort = [] }: Pick<FindOptions, 'sort'>): string {
  const order = sort.map(({ field, direction }) => `${fieldColumn(field)} ${direction}`);
  return `ORDER BY ${[...order, `id ${sort[0]?.direction ?? 'asc'}`].join(', ')}`;
}

/** Compares rows of values, which goes into the index at the place. A row with null in it is neither before nor after. */
function placeCondition({ sort = [], after }: FindOptions): Sql[] {
  if (after === undefined) return [];
  const columns = [...sort.map(({ field }) => fieldColumn(field)), 'id'].join(', ');
  const values = after.value === undefined ? [after.id] : [after.value, after.id];
  const operator = sort[0]?.direction === 'desc' ? '<' : '>';
  return [{ text: `(${columns}) ${operator} (${values.map(() => '?').join(', ')})`, parameters: values }];
}

/** Where nothing but a text is asked for that the trigram index has: its rows, and one row of how many. It has no others than the table. */
export function matchCountSql(
  definition: CollectionDefinition,
  { where = {}, search = '' }: Conditions,
): (Candidates & { readonly count: Sql }) | undefined {
  if (Object.keys(where).length > 0 || searchText(search) === '' || searchWay(search) === 'rows') {
    return undefined;
  }
  const found = candidatesWith(definition, search);
  const { text, parameters } = found.candidates;
  return { ...found, count: { text: `SELECT count(*) FROM (${text})`, parameters } };
}

/** All that has a text, which is long enough for the trigram index. */
export function candidatesWith(definition: CollectionDefinition, search: string): Candidates {
  return {
    candidates: matchesSql(definition, search),
    searched: searchedText(definition, search),
    lastRow: lastRow(definition),
  };
}

const lastRow = (definition: CollectionDefinition): string => `SELECT max(row) FROM ${tableName(definition)}`;

/** One row of one number. */
export function countSql(definition: CollectionDefinition, options: Conditions): Sql {
  return sql(`SELECT count(*) FROM ${tableName(definition)}`, conditions(definition, options));
}

/** Rows of value and number. Text comes as JSON: libsql ends a text that it reads at U+0000. */
export function countBySql(definition: CollectionDefinition, field: string, options: Conditions): Sql {
  const column = fieldColumn(field);
  const value = definition.fields[field] === 'text' ? `json_quote(${column})` : column;
  return sql(
    `SELECT ${value}, count(*) FROM ${tableName(definition)}`,
    conditions(definition, options),
    `GROUP BY ${column}`,
  );
}

/** Rows of the table's key: the first `limit` that meet the conditions, as an index has them. */
export function rowsSql(definition: CollectionDefinition, where: Where, limit: number): Sql {
  return sql(
    `SELECT ${keyColumn(definition)} FROM ${tableName(definition)}`,
    conditions(definition, { where }),
    'LIMIT ?',
    [limit],
  );
}

function sql(
  start: string,
  conditions: readonly Sql[],
  end = '',
  endParameters: readonly SqlValue[] = [],
): Sql {
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.map(({ text }) => text).join(' AND ')}`;
  return {
    text: [start, where, end].filter((part) => part !== '').join(' '),
    parameters: [...conditions.flatMap(({ parameters }) => parameters), ...endParameters],
  };
}

function conditions(
  definition: CollectionDefinition,
  { where = {}, search = '' }: Conditions,
  way: SearchWay = searchWay(search),
): Sql[] {
  const found = Object.entries(where).flatMap(([field, condition]) =>
    isFieldCondition(condition)
      ? fieldConditions(fieldColumn(field), condition)
      : [equals(fieldColumn(field), condition)],
  );
  const searched = searchCondition(definition, search, way);
  return searched === undefined ? found : [...found, searched];
}

function equals(column: string, value: Scalar): Sql {
  return value === null
    ? { text: `${column} IS NULL`, parameters: [] }
    : { text: `${column} = ?`, parameters: [toSql(value)] };
}

const RANGE_OPERATORS = { gt: '>', gte: '>=', lt: '<', lte: '<=' } as const;

function fieldConditions(column: string, condition: FieldCondition): Sql[] {
  const ranges = (['gt', 'gte', 'lt', 'lte'] as const).flatMap((name) => {
    const bound = condition[name];
    return bound === undefined ? [] : [{ text: `${column} ${RANGE_OPERATORS[name]} ?`, parameters: [bound] }];
  });
  return condition.in === undefined ? ranges : [isIn(column, condition.in), ...ranges];
}

function isIn(column: string, values: readonly Scalar[]): Sql {
  const parameters = values.filter((value) => value !== null).map(toSql);
  const last = parameters.at(-1);
  const alternatives: string[] = [];
  if (last !== undefined) {
    // Filled up to a power of two, so that lists of any length make few statements.
    while ((parameters.length & (parameters.length - 1)) !== 0) parameters.push(last);
    alternatives.push(`${column} IN (${parameters.map(() => '?').join(', ')})`);
  }
  if (values.includes(null)) alternatives.push(`${column} IS NULL`);
  return { text: alternatives.length === 0 ? 'FALSE' : `(${alternatives.join(' OR ')})`, parameters };
}
