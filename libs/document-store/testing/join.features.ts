import { InvalidDefinitionError, InvalidQueryError } from '@reeve/document-store';
import type { FindOptions } from '@reeve/document-store';
import { expect, it } from 'vitest';
import { PEOPLE, PLACES } from './harness.js';
import type { Stores } from './harness.js';

const PERSONS = {
  ada: { name: 'Ada', age: 36 },
  bob: { name: 'Bob', age: 20 },
  cid: { name: 'Cid' },
  dan: { name: 'Dan Adams', email: 'dan@example.com' },
};
const HOMES = { ada: { country: 'Britain' }, dan: { country: 'Norway "𝔘' }, eve: { country: 'Italy' } };

export function joinFeatures(stores: Stores): void {
  async function peopleAndPlaces() {
    const { store, people } = await stores.people(PERSONS);
    await store.write(
      Object.entries(HOMES).map(([id, document]) => ({ kind: 'put', collection: PLACES.name, id, document })),
    );
    return { store, people };
  }

  const pages: readonly (readonly [FindOptions, string])[] = [
    [{ limit: 10 }, 'ada bob cid dan'],
    [{ limit: 2, offset: 1, sort: [{ field: 'name', direction: 'desc' }] }, 'cid bob'],
    [{ limit: 10, where: { name: { in: ['Ada', 'Bob'] } } }, 'ada bob'],
    [{ limit: 10, where: { name: 'Nobody' } }, ''],
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
  it.each(pages)(
    'reads with each document of %j those that others have under its id',
    async (options, expected) => {
      const { people } = await peopleAndPlaces();
      const found = await people.findJoined(options, { home: PLACES, itself: PEOPLE });
      expect(found).toEqual(
        (expected === '' ? [] : expected.split(' ')).map((id) => {
          const document = PERSONS[id as keyof typeof PERSONS];
          const home: unknown = HOMES[id as keyof typeof HOMES];
          return { id, document, joined: { ...(home !== undefined && { home }), itself: document } };
        }),
      );
      expect(found.map(({ id, document }) => ({ id, document }))).toEqual(await people.find(options));
    },
  );

  it('reads them with documents by their ids, in the order of these, however many', async () => {
    const { people } = await peopleAndPlaces();
    const ada = { id: 'ada', document: PERSONS.ada, joined: { home: HOMES.ada } };
    const cid = { id: 'cid', document: PERSONS.cid, joined: {} };
    expect(await people.getManyJoined(['cid', 'eve', 'ada', 'cid'], { home: PLACES })).toEqual([
      cid,
      ada,
      cid,
    ]);
    expect(await people.getManyJoined([], { home: PLACES })).toEqual([]);
    const nobodies = Array.from({ length: 1_000 }, (_, index) => `nobody-${String(index)}`);
    expect(await people.getManyJoined(['ada', ...nobodies, 'cid'], { home: PLACES })).toEqual([ada, cid]);
  });

  it('reads what was written last, and nothing besides where nothing is asked for', async () => {
    const { store, people } = await peopleAndPlaces();
    const first = async () => (await people.findJoined({ limit: 1 }, { home: PLACES }))[0]?.joined;
    expect(await first()).toEqual({ home: { country: 'Britain' } });
    const home = { collection: PLACES.name, id: 'ada' };
    await store.write([{ kind: 'put', ...home, document: { country: 'Ireland' } }]);
    expect(await first()).toEqual({ home: { country: 'Ireland' } });
    await store.write([{ kind: 'remove', ...home }]);
    expect(await first()).toEqual({});
    expect(await people.findJoined({ limit: 1 }, {})).toEqual([
      { id: 'ada', document: PERSONS.ada, joined: {} },
    ]);
  });

  it('refuses what `find` does, and a collection that the store was not opened with', async () => {
    const { people } = await peopleAndPlaces();
    await expect(people.findJoined({ limit: 1, where: { shoe: 1 } }, {})).rejects.toThrow(InvalidQueryError);
    const other = { ...PLACES, name: 'testing_others' };
    await expect(people.getManyJoined(['ada'], { other })).rejects.toThrow(InvalidDefinitionError);
    await expect(people.findJoined({ limit: 1 }, { other })).rejects.toThrow(InvalidDefinitionError);
  });
}
