import { INDEXED_ENTRIES as ENTRIES, indexServes, queryOfEntries } from '@reeve/document-store/testing';
import type { QueryShape } from '@reeve/document-store/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { filterOf, sortOf } from './query.js';
import { schemaOf } from './stored-form.js';

/** The indexes as they are made, `_id` too: MongoDB has that one by itself. */
const indexes = [
  ['_id'],
  ...schemaOf(ENTRIES)
    .indexes()
    .map(([keys]) => Object.keys(keys)),
];

/**
 * Whether MongoDB answers by the beginning of an index: equality first, in any order, then what is sorted by, all in one
 * direction, and a range on the first of it.
 */
function isServedBy(index: readonly string[], { where = {}, sort }: QueryShape): boolean {
  const filter = Object.entries(filterOf(ENTRIES, { where }));
  const equal = filter
    .filter(([, condition]) => Object.hasOwn(condition as object, '$eq'))
    .map(([key]) => key);
  const ranged = filter.map(([key]) => key).filter((key) => !equal.includes(key));
  const order = sort === undefined ? ranged : [...sortOf(sort).keys()].filter((key) => !equal.includes(key));
  const rest = index.slice(equal.length);
  return (
    index.slice(0, equal.length).every((key) => equal.includes(key)) &&
    order.every((key, place) => rest[place] === key) &&
    ranged.every((key) => key === rest[0]) &&
    new Set(sort === undefined ? [] : sortOf(sort).values()).size <= 1
  );
}

describe('a query to MongoDB', () => {
  it('is served by an index where `indexServes` promises one', () => {
    const promised = new Set<string>();
    fc.assert(
      fc.property(queryOfEntries, (shape) => {
        if (!indexServes(ENTRIES, shape)) return;
        expect(indexes.some((index) => isServedBy(index, shape))).toBe(true);
        promised.add(JSON.stringify(shape));
      }),
      { numRuns: 3000 },
    );
    expect(promised.size).toBeGreaterThan(30);
  });

  it('has the id as its last order, in the direction of the first', () => {
    expect([...sortOf()]).toEqual([['_id', 1]]);
    expect([
      ...sortOf([
        { field: 'at', direction: 'desc' },
        { field: 'type', direction: 'asc' },
      ]),
    ]).toEqual([
      ['field_at', -1],
      ['field_type', 1],
      ['_id', -1],
    ]);
  });

  it('has no order twice: the first is what counts', () => {
    const sort = [
      { field: 'at', direction: 'desc' },
      { field: 'at', direction: 'asc' },
    ] as const;
    expect([...sortOf(sort)]).toEqual([
      ['field_at', -1],
      ['_id', -1],
    ]);
  });

  it('looks up an n-gram, and looks into documents only for what is longer', () => {
    expect(indexes).toContainEqual(['grams']);
    expect(filterOf(ENTRIES, { search: 'É1' })).toEqual({ grams: { $all: ['é1'] } });
    expect(filterOf(ENTRIES, { search: 'abcd' })).toEqual({
      grams: { $all: ['abc', 'bcd'] },
      $expr: {
        $or: ['$folded_title', '$folded_actor'].map((path) => ({
          $gte: [{ $indexOfCP: [path, { $literal: 'abcd' }] }, 0],
        })),
      },
    });
  });

  it('looks up few n-grams of a long text', () => {
    const search = Array.from({ length: 500 }, (_, number) => String(number)).join('');
    expect(filterOf(ENTRIES, { search }).grams).toHaveProperty('$all.length', 10);
  });
});
