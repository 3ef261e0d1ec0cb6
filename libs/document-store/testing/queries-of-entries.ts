import type { CollectionDefinition, Where } from '@reeve/document-store';
import fc from 'fast-check';
import type { QueryShape } from './index-serves.js';

/** With indexes of every kind: of one field and of several, with a prefix in common, of a boolean. */
export const INDEXED_ENTRIES = {
  name: 'testing_entries',
  fields: { type: 'text', actor: 'text', at: 'number', place: 'number', open: 'boolean', title: 'text' },
  indexes: [
    ['at'],
    ['type', 'at'],
    ['actor', 'at'],
    ['type', 'actor', 'at'],
    ['at', 'place'],
    ['actor', 'at', 'place'],
    ['open'],
  ],
  searchable: ['title', 'actor'],
} as const satisfies CollectionDefinition;

type Field = keyof typeof INDEXED_ENTRIES.fields;
const value = (field: Field) => ({ text: 'x', number: 1, boolean: true })[INDEXED_ENTRIES.fields[field]];

/** Queries of these entries: what each adapter is held to where `indexServes` promises an index. */
export const queryOfEntries: fc.Arbitrary<QueryShape> = fc
  .record({
    equal: fc.uniqueArray(fc.constantFrom<Field>('type', 'actor', 'at', 'open'), { maxLength: 2 }),
    isNull: fc.boolean(),
    ranged: fc.constantFrom<Field | undefined>('at', 'place', undefined),
    sorted: fc.option(fc.uniqueArray(fc.constantFrom<Field>('at', 'place', 'type'), { maxLength: 2 }), {
      nil: undefined,
    }),
    direction: fc.constantFrom('asc', 'desc'),
  })
  .map(({ equal, isNull, ranged, sorted, direction }) => {
    const where: Where = {
      ...(ranged && { [ranged]: { gte: 1, lt: 5 } }),
      ...Object.fromEntries(equal.map((field) => [field, isNull ? null : value(field)])),
    };
    return { where, ...(sorted && { sort: sorted.map((field) => ({ field, direction })) }) };
  });
