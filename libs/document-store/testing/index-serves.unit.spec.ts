import { InvalidQueryError } from '@reeve/document-store';
import type { CollectionDefinition } from '@reeve/document-store';
import { describe, expect, it } from 'vitest';
import { indexServes } from './index-serves.js';
import type { QueryShape } from './index-serves.js';

const LOGS = {
  name: 'testing_logs',
  fields: { type: 'text', actor: 'text', at: 'number', place: 'number', open: 'boolean' },
  indexes: [['at'], ['type', 'at'], ['type', 'actor', 'at'], ['actor', 'at', 'place'], ['open']],
} as const satisfies CollectionDefinition;

const newest = [{ field: 'at', direction: 'desc' }] as const;
const newestPlace = [...newest, { field: 'place', direction: 'desc' }] as const;

describe('indexServes', () => {
  const served: readonly QueryShape[] = [
    {},
    { sort: [] },
    { sort: newest },
    { sort: newest, where: { at: { gte: 1, lt: 2 } } },
    { sort: newest, where: { type: 'a' } },
    { sort: newest, where: { type: null, at: { gt: 1 } } },
    { sort: newest, where: { actor: 'b', type: 'a' } },
    { sort: [{ field: 'type', direction: 'desc' }, ...newest], where: { type: 'a' } },
    { sort: newestPlace, where: { actor: 'a' } },
    { sort: [], where: { open: true } },
    { where: { type: 'a' } },
    { where: { type: { in: ['a', 'b'] } } },
    { where: { type: { in: ['a', 'b'] }, actor: 'b', at: { lt: 5 } } },
    { where: { at: { lt: 5 } } },
    { where: { at: {} } },
  ];
  it.each(served)('finds an index for %j', (shape) => {
    expect(indexServes(LOGS, shape)).toBe(true);
  });

  const unserved: readonly (readonly [string, QueryShape])[] = [
    ['no index begins with it', { where: { place: 1 } }],
    ['no index begins with it', { sort: [{ field: 'place', direction: 'asc' }] }],
    ['a sort needs all of the equality first', { sort: newest, where: { actor: 'b', open: true } }],
    ['the index goes on before the id', { sort: newest, where: { actor: 'b' } }],
    ['the index goes on before the id', { sort: [], where: { type: 'a' } }],
    [
      'the directions differ',
      { sort: [newest[0], { field: 'place', direction: 'asc' }], where: { actor: 'a' } },
    ],
    ['the range is not on what is sorted by', { sort: newest, where: { place: { gt: 1 } } }],
    [
      'the range is not on the first sorted by',
      { sort: newestPlace, where: { actor: 'a', place: { gt: 1 } } },
    ],
    ['the ordered runs of `in` would have to be merged', { sort: newest, where: { type: { in: ['a'] } } }],
    ['two ranges are two prefixes', { where: { at: { gt: 1 }, type: { gt: 'a' } } }],
    ['the range comes before the equality', { where: { type: { gt: 'a' }, actor: 'b' } }],
  ];
  it.each(unserved)('finds none where %s: %j', (_, shape) => {
    expect(indexServes(LOGS, shape)).toBe(false);
  });

  it('refuses a field that is not declared', () => {
    expect(() => indexServes(LOGS, { where: { shoe: 1 } })).toThrow(InvalidQueryError);
  });
});
