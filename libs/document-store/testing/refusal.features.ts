import {
  DocumentStoreUnavailableError,
  InvalidDefinitionError,
  InvalidOperationError,
  InvalidQueryError,
} from '@reeve/document-store';
import type { CollectionDefinition, FindOptions, Where, WriteOperation } from '@reeve/document-store';
import { expect, it } from 'vitest';
import { PEOPLE, PLACES } from './harness.js';
import type { Stores } from './harness.js';

const OTHER = { name: 'testing_others', fields: {}, indexes: [] } satisfies CollectionDefinition;

export function refusalFeatures(stores: Stores): void {
  const queries: readonly (readonly [string, Partial<FindOptions>])[] = [
    ['a field that is not declared', { where: { shoe: 1 } }],
    ['a part of a field', { where: { 'city.name': 'x' } }],
    ['a key that every object has', { where: { constructor: 'x' } }],
    ['a sort by a field that is not declared', { sort: [{ field: 'shoe', direction: 'asc' }] }],
    ['a number for a text', { where: { city: 5 } }],
    ['a text for a number', { where: { age: '5' } }],
    ['a text for a boolean', { where: { active: 'true' } }],
    ['a text among numbers', { where: { age: { in: [1, '2'] } } }],
    ['a bound of another type', { where: { age: { gt: 'a' } } }],
    ['a range of booleans', { where: { active: { gt: 0 } } }],
    ['a number that is none', { where: { age: NaN } }],
    ['a condition that there is none of', { where: { age: { ne: 1 } } as Where }],
    ['too many values', { where: { age: { in: Array.from({ length: 10_001 }, (_, value) => value) } } }],
    ['a negative limit', { limit: -1 }],
    ['half a limit', { limit: 1.5 }],
    ['a limit over 10,000', { limit: 10_001 }],
    ['a negative offset', { offset: -1 }],
    ['an offset that is no number', { offset: NaN }],
    ['a place of no order', { after: { value: 1, id: 'a' } }],
    ['an order of no place', { sort: [{ field: 'age', direction: 'asc' }], after: { id: 'a' } }],
    [
      'a place in two orders',
      {
        sort: [
          { field: 'age', direction: 'asc' },
          { field: 'city', direction: 'asc' },
        ],
        after: { value: 1, id: 'a' },
      },
    ],
    [
      'a place among booleans',
      { sort: [{ field: 'active', direction: 'asc' }], after: { value: 1, id: 'a' } },
    ],
    [
      'a place of another type',
      { sort: [{ field: 'age', direction: 'asc' }], after: { value: 'a', id: 'a' } },
    ],
  ];
  it.each(queries)('refuses a query with %s', async (_, options) => {
    const { store, people } = await stores.people();

    await expect(people.find({ limit: 1, ...options })).rejects.toThrow(InvalidQueryError);
    if (options.where === undefined) return;
    await expect(people.count(options)).rejects.toThrow(InvalidQueryError);
    await expect(people.countBy('age', options)).rejects.toThrow(InvalidQueryError);
    await expect(store.removeWhere(PEOPLE, options.where, 1)).rejects.toThrow(InvalidQueryError);
  });

  it('refuses a search where nothing is searchable, a count by what is not declared, and to remove half a document', async () => {
    const { store, people } = await stores.people();

    await expect(store.collection(PLACES).find({ search: 'x', limit: 1 })).rejects.toThrow(InvalidQueryError);
    await expect(store.collection(PLACES).count({ search: '' })).rejects.toThrow(InvalidQueryError);
    await expect(people.countBy('shoe')).rejects.toThrow(InvalidQueryError);
    await expect(store.removeWhere(PEOPLE, {}, 0.5)).rejects.toThrow(InvalidQueryError);
  });

  const ada = { kind: 'put', collection: PEOPLE.name, id: 'a', document: { name: 'Ada' } } as const;
  const operations: readonly (readonly [string, WriteOperation])[] = [
    ['an unknown collection', { ...ada, collection: OTHER.name }],
    ['an empty id', { ...ada, id: '' }],
    ['an id with U+0000', { kind: 'insert', collection: PEOPLE.name, id: 'a\0', document: {} }],
    ['an id with half a character', { kind: 'remove', collection: PEOPLE.name, id: 'a\ud800' }],
  ];
  it.each(operations)('refuses a write with %s, all of it', async (_, operation) => {
    const { store, people } = await stores.people();

    await expect(store.write([ada, operation], { projection: 'p', position: '1' })).rejects.toThrow(
      InvalidOperationError,
    );

    expect(await people.count()).toBe(0);
    expect(await store.checkpoint('p')).toBeUndefined();
  });

  it('refuses a collection that it was not opened with', async () => {
    const { store } = await stores.people();

    expect(() => store.collection(OTHER)).toThrow(InvalidDefinitionError);
    expect(() => store.collection({ ...PEOPLE, fields: { ...PEOPLE.fields, shoe: 'number' } })).toThrow(
      InvalidDefinitionError,
    );
    await expect(store.reset('p', [PEOPLE, OTHER])).rejects.toThrow(InvalidDefinitionError);
    await expect(store.removeWhere(OTHER, {}, 1)).rejects.toThrow(InvalidDefinitionError);
  });

  it('takes a definition that says the same for the same', async () => {
    const { store } = await stores.people({ a: { name: 'Ada' } });

    expect(await store.collection(structuredClone(PEOPLE)).count()).toBe(1);
  });

  const definitions: readonly (readonly [string, readonly CollectionDefinition[]])[] = [
    ['a name that is none', [{ ...OTHER, name: 'Others; DROP' }]],
    ['a collection twice', [OTHER, OTHER]],
    ['a field name that is none', [{ ...OTHER, fields: { 'a.b': 'text' } }]],
    ['fields that differ in case only', [{ ...OTHER, fields: { name: 'text', Name: 'text' } }]],
    ['an index of an undeclared field', [{ ...OTHER, indexes: [['shoe']] }]],
    ['an index of nothing', [{ ...OTHER, indexes: [[]] }]],
    ['an index with a field twice', [{ ...OTHER, fields: { a: 'text' }, indexes: [['a', 'a']] }]],
    [
      'a search in what is clustered',
      [{ ...OTHER, fields: { a: 'text' }, searchable: ['a'], clustered: true }],
    ],
    ['a searchable number', [{ ...OTHER, fields: { a: 'number' }, searchable: ['a'] }]],
  ];
  it.each(definitions)('does not open with %s', async (_, collections) => {
    await expect((async () => stores.open(collections))()).rejects.toThrow(InvalidDefinitionError);
  });

  it('does nothing any more once it is closed', async () => {
    const { store, people } = await stores.people({ a: { name: 'Ada' } });

    await Promise.all([store.close(), store.close()]);
    await store.close();

    const attempts = [
      () => people.get('a'),
      () => people.getMany(['a']),
      () => people.getMany([]),
      () => people.find({ limit: 1 }),
      () => people.findIds({ limit: 1 }),
      () => people.findJoined({ limit: 1 }, {}),
      () => people.getManyJoined([], {}),
      () => people.count(),
      () => people.countBy('age'),
      () => store.write([ada]),
      () => store.write([]),
      () => store.checkpoint('p'),
      () => store.reset('p', [PEOPLE]),
      () => store.removeWhere(PEOPLE, {}, 1),
    ];
    for (const attempt of attempts) {
      await expect(attempt()).rejects.toThrow(DocumentStoreUnavailableError);
    }
  });
}
