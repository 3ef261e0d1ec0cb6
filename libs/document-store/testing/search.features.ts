import type { FindOptions } from '@reeve/document-store';
import { expect, it } from 'vitest';
import { ids, PEOPLE } from './harness.js';
import type { Stores } from './harness.js';

const PERSONS = {
  ada: { name: 'Ada Lovelace', email: 'ada@example.com', city: 'London', age: 36 },
  bob: { name: 'Bob_100%', email: 'BOB+tag@Example.COM', city: 'Rome', age: 20 },
  cid: { name: 'Ægir Ångström', email: 'cid\\home', city: 'Rome', age: 30 },
  dan: { name: 'say "hi" * NOT AND', email: 'dan@example.org', city: 'Example', age: 10 },
  emo: { name: '👩‍👩‍👧 family 🏳️‍🌈', email: '𝔘𝔫𝔦𝔠𝔬𝔡𝔢', age: 40 },
  fay: { name: 'É', email: 'STRASSE Straße', age: 50 },
  non: { city: 'example' },
};

export function searchFeatures(stores: Stores): void {
  const searches: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
    'of any length, anywhere in any searchable field, whatever the case': [
      ['lovelace', 'ada'],
      ['LOVE', 'ada'],
      ['a l', 'ada'],
      ['ada', 'ada'],
      ['example.com', 'ada bob'],
      ['EXAMPLE', 'ada bob dan'],
      ['bob+TAG@', 'bob'],
      ['vel', 'ada'],
      ['lovelacex', ''],
      ['adaada', ''],
    ],
    'within one field only': [
      ['lovelaceada', ''],
      ['lovelace ada', ''],
    ],
    'shorter than three characters': [
      ['d', 'ada cid dan emo'],
      ['AD', 'ada'],
      ['zz', ''],
      [' ', 'ada cid dan emo fay'],
    ],
    'of characters that mean something elsewhere': [
      ['%', 'bob'],
      ['_', 'bob'],
      ['*', 'dan'],
      ['"', 'dan'],
      ['\\', 'cid'],
      ['?', ''],
      ['(', ''],
      ['^', ''],
      ['b_1', 'bob'],
      ['b%1', ''],
      ['00%', 'bob'],
      ['d\\h', 'cid'],
      ['"hi"', 'dan'],
      ['hi" * n', 'dan'],
      ['y "', 'dan'],
      ['hi*', ''],
      ['.*.', ''],
      ['ada.example', ''],
      ['not and', 'dan'],
      ['ada OR bob', ''],
      ['name:ada', ''],
      ['[a-z]', ''],
    ],
    'beyond ASCII and beyond the basic plane': [
      ['å', 'cid'],
      ['ÆGIR ÅNG', 'cid'],
      ['aegir', ''],
      ['angstrom', ''],
      ['Ångström', 'cid'],
      ['é', 'fay'],
      ['e\u0301', 'fay'],
      ['👩', 'emo'],
      ['👧 f', 'emo'],
      ['👩‍👩‍👧', 'emo'],
      ['👨', ''],
      ['🏳️‍🌈', 'emo'],
      ['unicode', 'emo'],
      ['𝔘𝔫𝔦', 'emo'],
      ['\ud83d', ''],
      ['straße', 'fay'],
      ['strasse', 'fay'],
      ['strasse straße', 'fay'],
    ],
  };
  it.each(Object.entries(searches))('finds substrings %s', async (_, cases) => {
    const { people } = await stores.people(PERSONS);

    for (const [search, expected] of cases) {
      const names = expected === '' ? [] : expected.split(' ');
      expect(ids(await people.find({ search, limit: 100 })), search).toEqual(names);
      expect(await people.count({ search }), search).toBe(names.length);
    }
  });

  it('takes the empty text for no condition', async () => {
    const { people } = await stores.people(PERSONS);

    expect(await people.find({ search: '', limit: 100 })).toHaveLength(7);
    expect(await people.count({ search: '' })).toBe(7);
    expect(await people.count({ search: '', where: { city: 'Rome' } })).toBe(2);
  });

  it('finds a text of thousands of characters, and not one that differs in one', async () => {
    const long = Array.from({ length: 3000 }, (_, number) =>
      String.fromCharCode(97 + ((number * 7) % 26)),
    ).join('');
    const { people } = await stores.people({ a: { name: `start ${long} end` } });

    expect(await people.count({ search: `T ${long.toUpperCase()} E` })).toBe(1);
    expect(await people.count({ search: `${long.slice(0, 1500)}!${long.slice(1501)}` })).toBe(0);
  });

  it('searches within conditions, sorted and paged', async () => {
    const { people } = await stores.people(PERSONS);
    const asked = { search: 'example', where: { age: { gt: 5 } } };
    const sort = [{ field: 'age', direction: 'asc' }] as const;

    expect(ids(await people.find({ ...asked, sort, limit: 2 }))).toEqual(['dan', 'bob']);
    expect(ids(await people.find({ ...asked, sort, limit: 2, offset: 2 }))).toEqual(['ada']);
    expect(await people.count({ ...asked, where: { city: 'Rome' } })).toBe(1);
    expect(ids(await people.find({ search: 'a', where: { city: 'Rome' }, limit: 9 }))).toEqual(['bob']);
  });

  it('answers the same when most documents have the text', async () => {
    const { people } = await stores.people(
      Object.fromEntries(
        Array.from({ length: 2500 }, (_, number) => [
          `p${String(number).padStart(4, '0')}`,
          { name: number % 5 === 0 ? 'rare' : 'frequent', age: number % 100 },
        ]),
      ),
    );
    const sort = [{ field: 'age', direction: 'desc' }] as const;

    expect(await people.count({ search: 'frequent' })).toBe(2000);
    expect(ids(await people.find({ search: 'frequent', sort, limit: 3 }))).toEqual([
      'p2499',
      'p2399',
      'p2299',
    ]);
    expect(ids(await people.find({ search: 'frequent', sort, limit: 3, offset: 1998 }))).toEqual([
      'p0101',
      'p0001',
    ]);
    expect(ids(await people.find({ search: 'req', where: { age: 1 }, limit: 2 }))).toEqual([
      'p0001',
      'p0101',
    ]);
  });

  it.each<Partial<FindOptions>>([
    { where: { age: { gte: 10, lt: 30 }, city: { gte: '' } } },
    { where: { age: { gte: 10, lt: 30 } }, search: 'person' },
  ])('pages in the order of one field through what is found by another: %j', async (asked) => {
    const cityOf = (age: number) => String((age * 11) % 60).padStart(2, '0');
    const documentOf = (age: number) => ({ name: `Person ${age}`, city: cityOf(age), age });
    const ages = Array.from({ length: 60 }, (_, age) => age);
    const { store, people } = await stores.people(
      Object.fromEntries(ages.map((age) => [`p${age}`, documentOf(age)])),
    );
    const page = { ...asked, sort: [{ field: 'city', direction: 'asc' }], limit: 5 } as const;
    const inOrder = ages
      .slice(10, 30)
      .toSorted((left, right) => cityOf(left).localeCompare(cityOf(right)))
      .map((age) => `p${age}`);

    expect(ids(await people.find(page))).toEqual(inOrder.slice(0, 5));
    const second = await people.find({ ...page, offset: 5 });
    expect(ids(second)).toEqual(inOrder.slice(5, 10));
    const [place] = second.slice(-1);
    const after = { value: place?.document['city'] as string, id: place?.id ?? '' };
    expect(ids(await people.find({ ...page, after }))).toEqual(inOrder.slice(10, 15));

    const document = { ...documentOf(10), city: '' };
    await store.write([{ kind: 'put', collection: PEOPLE.name, id: 'p10', document }]);
    expect(ids(await people.find({ ...page, limit: 1 }))).toEqual(['p10']);
  });

  it('finds by what a document has become, not by what it was', async () => {
    const { store, people } = await stores.people(PERSONS);

    await store.write([
      { kind: 'put', collection: PEOPLE.name, id: 'ada', document: { name: 'Ada Byron' } },
      { kind: 'put', collection: PEOPLE.name, id: 'bob', document: { ...PERSONS.bob, city: 'Oslo' } },
      { kind: 'remove', collection: PEOPLE.name, id: 'dan' },
    ]);

    expect(await people.count({ search: 'lovelace' })).toBe(0);
    expect(ids(await people.find({ search: 'byron', limit: 9 }))).toEqual(['ada']);
    expect(ids(await people.find({ search: 'example', limit: 9 }))).toEqual(['bob']);
  });
}
