import { InvalidDefinitionError, InvalidQueryError } from '@reeve/document-store';
import type { FindOptions } from '@reeve/document-store';
import { expect, it } from 'vitest';
import { PEOPLE, PLACES } from './harness.js';
import type { Stores } from './harness.js';

const PERSONS = {
  ada: { name: 'Ada', city: 'London', age: 36, active: true },
  bob: { name: 'Bob', city: 'rome', age: 20 },
  cid: { name: 'Cid', city: null },
  dan: { name: 'Dan Adams', city: 'Oslo', email: 'dan@example.com' },
};
/** One under the id of a person, the others under those of cities. */
const COUNTRIES = { ada: 'none', London: 'Britain', Rome: 'Italy', Oslo: 'Norway "𝔘' };

export function joinFeatures(stores: Stores): void {
  async function peopleAndPlaces() {
    const { store, people } = await stores.people(PERSONS);
    await store.write(
      Object.entries(COUNTRIES).map(([id, country]) => ({
        kind: 'put',
        collection: PLACES.name,
        id,
        document: { country, city: id },
      })),
    );
    return { store, people };
  }

  const pages: readonly (readonly [FindOptions, string])[] = [
    [{ limit: 10 }, 'ada bob cid dan'],
    [{ limit: 2, offset: 1, sort: [{ field: 'name', direction: 'desc' }] }, 'cid bob'],
    [{ limit: 10, where: { city: { in: ['London', 'Oslo'] } } }, 'ada dan'],
    [{ limit: 10, where: { city: 'nowhere' } }, ''],
    [
      { limit: 10, sort: [{ field: 'name', direction: 'asc' }], after: { value: 'Bob', id: 'bob' } },
      'cid dan',
    ],
    [{ limit: 10, search: 'ada' }, 'ada dan'],
    [{ limit: 1, search: 'ada', sort: [{ field: 'name', direction: 'desc' }] }, 'dan'],
    [{ limit: 10, search: 'da' }, 'ada dan'],
    [{ limit: 10, where: { age: { gte: 0 } }, sort: [{ field: 'name', direction: 'desc' }] }, 'bob ada'],
    [{ limit: 0 }, ''],
  ];
  it.each(pages)('reads with each document of %j those of other collections', async (options, expected) => {
    const { people } = await peopleAndPlaces();
    const found = await people.findJoined(options, {
      home: { collection: PLACES, by: 'city' },
      namesake: { collection: PLACES },
    });
    const joined: Readonly<Record<string, unknown>> = {
      ada: {
        home: { country: 'Britain', city: 'London' },
        namesake: { country: 'none', city: 'ada' },
      },
      dan: { home: { country: 'Norway "𝔘', city: 'Oslo' } },
    };
    expect(found).toEqual(
      (expected === '' ? [] : expected.split(' ')).map((id) => ({
        id,
        document: PERSONS[id as keyof typeof PERSONS],
        joined: joined[id] ?? {},
      })),
    );
    expect(found.map(({ id, document }) => ({ id, document }))).toEqual(await people.find(options));
  });

  it('reads a document of the same collection, and none for a value of another type', async () => {
    const { store, people } = await stores.people({ a: { city: 'b' }, b: { city: 1 }, 1: { name: 'One' } });
    const [one, first, second] = await people.findJoined(
      { limit: 3 },
      { other: { collection: PEOPLE, by: 'city' } },
    );
    expect([one?.joined, first?.joined, second?.joined]).toEqual([{}, { other: { city: 1 } }, {}]);
    expect(await people.findJoined({ limit: 1 }, {})).toEqual([
      { id: '1', document: { name: 'One' }, joined: {} },
    ]);
    await store.write([{ kind: 'put', collection: PEOPLE.name, id: 'b', document: { name: 'Bob' } }]);
    const [, again] = await people.findJoined({ limit: 2 }, { other: { collection: PEOPLE, by: 'city' } });
    expect(again?.joined).toEqual({ other: { name: 'Bob' } });
  });

  it('refuses a join by what is no declared text, and of a collection it was not opened with', async () => {
    const { people } = await peopleAndPlaces();
    const join = (by: string) => people.findJoined({ limit: 1 }, { other: { collection: PLACES, by } });
    await expect(join('shoe')).rejects.toThrow(InvalidQueryError);
    await expect(join('age')).rejects.toThrow(InvalidQueryError);
    await expect(people.findJoined({ limit: 1, where: { shoe: 1 } }, {})).rejects.toThrow(InvalidQueryError);
    await expect(
      people.findJoined({ limit: 1 }, { other: { collection: { ...PLACES, name: 'testing_others' } } }),
    ).rejects.toThrow(InvalidDefinitionError);
  });
}
