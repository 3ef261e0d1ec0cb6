import { checkQuery, isFieldCondition } from '@reeve/document-store';
import type { CollectionDefinition, FindOptions } from '@reeve/document-store';

/**
 * A query as an index sees it; the values compared with do not matter. With `sort` (also an empty one, by id): a page of
 * `find`. Without: `count`, `removeWhere`, and, with the counted field last in the index, `countBy`.
 */
export type QueryShape = Pick<FindOptions, 'where' | 'sort'>;

/**
 * Whether a declared index serves the query by its prefix: equality, then sort, then range. Such a query looks at no entry
 * that it does not answer with, but for those before its offset, and sorts nothing, in SQLite as in MongoDB.
 *
 * Stricter than either, because it must hold for both:
 * - the order of a page ends with the id, so its index ends with the last field sorted by, all are sorted one way, and a
 *   range is on the first of them;
 * - `in` counts as equality only where there is no order to keep: neither merges several ordered runs of an index;
 * - without an order, one range at most.
 *
 * @throws InvalidQueryError when the collection does not declare what the query names.
 */
export function indexServes(definition: CollectionDefinition, shape: QueryShape): boolean {
  checkQuery(definition, shape);
  const { equal, oneOf, ranged } = compared(shape);
  if (shape.sort === undefined) {
    return servesUnordered(definition, new Set([...equal, ...oneOf]), ranged);
  }
  const sorted = [...new Set(shape.sort.map(({ field }) => field))].filter((field) => !equal.has(field));
  const isOneWay = new Set(shape.sort.map(({ direction }) => direction)).size <= 1;
  if (!isOneWay || oneOf.size > 0 || ranged.some((field) => field !== sorted[0])) return false;
  return servesOrdered(definition, equal, sorted);
}

function servesUnordered(
  { indexes }: CollectionDefinition,
  equal: ReadonlySet<string>,
  ranged: readonly string[],
): boolean {
  if (ranged.length > 1) return false;
  if (equal.size === 0 && ranged.length === 0) return true;
  return indexes.some((index) => startsWith(index, equal, ranged));
}

function servesOrdered(
  { indexes }: CollectionDefinition,
  equal: ReadonlySet<string>,
  sorted: readonly string[],
): boolean {
  const length = equal.size + sorted.length;
  return length === 0 || indexes.some((index) => index.length === length && startsWith(index, equal, sorted));
}

/** Whether the index has first these fields in any order, and right after them those, in that order. */
function startsWith(index: readonly string[], first: ReadonlySet<string>, then: readonly string[]): boolean {
  return (
    index.slice(0, first.size).every((field) => first.has(field)) &&
    then.every((field, place) => index[first.size + place] === field) &&
    index.length >= first.size + then.length
  );
}

function compared({ where = {} }: QueryShape) {
  const equal = new Set<string>();
  const oneOf = new Set<string>();
  const ranged: string[] = [];
  for (const [field, condition] of Object.entries(where)) {
    if (!isFieldCondition(condition)) equal.add(field);
    else if (condition.in !== undefined) oneOf.add(field);
    else if (Object.keys(condition).length > 0) ranged.push(field);
  }
  return { equal, oneOf, ranged };
}
