import type { FindOptions, Where } from '@reeve/document-store';
import { expect, it } from 'vitest';
import { ids } from './harness.js';
import type { Stores } from './harness.js';

const PERSONS = {
  ada: { name: 'Ada', city: 'London', age: 36, active: true },
  bob: { name: 'Bob', city: 'Rome', age: 20, active: false },
  cid: { name: 'Cid', city: 'Rome', age: 36, active: true },
  dan: { name: 'Dan', city: null, age: -4.5 },
  eve: { name: 'Eve', city: 'rome', active: false },
  fay: { name: '', city: 'Rome', age: 0.1, active: true, email: 'fay@example.com' },
};

export function findFeatures(stores: Stores): void {
  const conditions: readonly (readonly [Where, string])[] = [
    [{}, 'ada bob cid dan eve fay'],
    [{ city: 'Rome' }, 'bob cid fay'],
    [{ city: 'Rom' }, ''],
    [{ name: '' }, 'fay'],
    [{ city: 'Rome', age: 36 }, 'cid'],
    [{ age: 0.1 }, 'fay'],
    [{ active: true }, 'ada cid fay'],
    [{ active: false }, 'bob eve'],
    [{ city: null }, 'dan'],
    [{ age: null }, 'eve'],
    [{ active: null, age: -4.5 }, 'dan'],
    [{ email: null }, 'ada bob cid dan eve'],
    [{ city: { in: ['Rome', 'London', 'Oslo'] } }, 'ada bob cid fay'],
    [{ city: { in: ['London', null] } }, 'ada dan'],
    [{ age: { in: [null] } }, 'eve'],
    [{ age: { in: [] } }, ''],
    [{ active: { in: [false, true] } }, 'ada bob cid eve fay'],
    [{ age: { gt: 20 } }, 'ada cid'],
    [{ age: { gte: 20 } }, 'ada bob cid'],
    [{ age: { lt: 20 } }, 'dan fay'],
    [{ age: { lte: 20 } }, 'bob dan fay'],
    [{ age: { gt: 0, lte: 20 } }, 'bob fay'],
    [{ age: { gt: 20, lt: 20 } }, ''],
    [{ age: { in: [20, 36], gt: 20 } }, 'ada cid'],
    [{ age: {} }, 'ada bob cid dan eve fay'],
    [{ name: { gte: 'B', lt: 'D' } }, 'bob cid'],
    [{ city: { gt: 'Rome' } }, 'eve'],
  ];
  it.each(conditions)('finds, counts and groups what meets %j', async (where, expected) => {
    const { people } = await stores.people(PERSONS);
    const names = expected === '' ? [] : expected.split(' ');

    expect(ids(await people.find({ where, limit: 100 }))).toEqual(names);
    expect(await people.findIds({ where, limit: 100 })).toEqual(names);
    expect(await people.count({ where })).toBe(names.length);
    const groups = await people.countBy('name', { where });
    expect([...groups.values()].reduce((sum, count) => sum + count, 0)).toBe(names.length);
  });

  const orders: readonly (readonly [FindOptions['sort'], string])[] = [
    [undefined, 'ada bob cid dan eve fay'],
    [[], 'ada bob cid dan eve fay'],
    [[{ field: 'age', direction: 'asc' }], 'eve dan fay bob ada cid'],
    [[{ field: 'age', direction: 'desc' }], 'cid ada bob fay dan eve'],
    [[{ field: 'city', direction: 'asc' }], 'dan ada bob cid fay eve'],
    [[{ field: 'city', direction: 'desc' }], 'eve fay cid bob ada dan'],
    [[{ field: 'active', direction: 'asc' }], 'dan bob eve ada cid fay'],
    [[{ field: 'active', direction: 'desc' }], 'fay cid ada eve bob dan'],
    [[{ field: 'name', direction: 'asc' }], 'fay ada bob cid dan eve'],
    [
      [
        { field: 'city', direction: 'asc' },
        { field: 'age', direction: 'desc' },
      ],
      'dan ada cid bob fay eve',
    ],
    [
      [
        { field: 'active', direction: 'desc' },
        { field: 'city', direction: 'asc' },
      ],
      'ada fay cid bob eve dan',
    ],
  ];
  it.each(orders)('sorts by %j and then by id, in the direction of the first', async (sort, expected) => {
    const { people } = await stores.people(PERSONS);

    expect(ids(await people.find({ ...(sort && { sort }), limit: 100 })).join(' ')).toBe(expected);
  });

  it('sorts within conditions', async () => {
    const { people } = await stores.people(PERSONS);

    const found = await people.find({
      where: { city: 'Rome', age: { gte: 0 } },
      sort: [{ field: 'age', direction: 'desc' }],
      limit: 2,
    });

    expect(found).toEqual([
      { id: 'cid', document: PERSONS.cid },
      { id: 'bob', document: PERSONS.bob },
    ]);
  });

  it('pages: each document once, in order, then nothing', async () => {
    const { people } = await stores.people(
      Object.fromEntries(Array.from({ length: 25 }, (_, number) => [`p${number + 10}`, { age: number % 3 }])),
    );
    const sort = [{ field: 'age', direction: 'desc' }] as const;
    const whole = ids(await people.find({ sort, limit: 100 }));

    const pages: string[] = [];
    for (let offset = 0; offset < 30; offset += 7) {
      pages.push(...ids(await people.find({ sort, limit: 7, offset })));
    }

    expect(pages).toEqual(whole);
    expect(new Set(pages).size).toBe(25);
    expect(await people.find({ sort, limit: 7, offset: 25 })).toEqual([]);
    expect(await people.find({ sort, limit: 7, offset: 1_000_000_000 })).toEqual([]);
    expect(await people.find({ sort, limit: 0 })).toEqual([]);
    expect(await people.find({ sort, limit: 10_000 })).toHaveLength(25);
  });

  it.each(['asc', 'desc'] as const)(
    'goes on after a place, %s, also one whose document is gone',
    async (direction) => {
      const { store, people } = await stores.people(
        Object.fromEntries(
          Array.from({ length: 25 }, (_, number) => [`p${number + 10}`, { age: number % 3 }]),
        ),
      );
      const sort = [{ field: 'age', direction }] as const;
      const whole = await people.find({ sort, limit: 100 });

      const pages: string[] = [];
      for (let after = undefined as { value: number; id: string } | undefined; ;) {
        const page = await people.find({ sort, limit: 4, ...(after && { after }) });
        const last = page.at(-1);
        if (last === undefined) break;
        pages.push(...ids(page));
        after = { value: Number(last.document['age']), id: last.id };
      }
      expect(pages).toEqual(ids(whole));

      const middle = whole[12];
      if (middle === undefined) throw new Error('25 of them');
      await store.write([{ kind: 'remove', collection: people.definition.name, id: middle.id }]);
      const place = { value: Number(middle.document['age']), id: middle.id };
      expect(ids(await people.find({ sort, limit: 100, after: place }))).toEqual(ids(whole.slice(13)));
    },
  );

  it('goes on after an id, and leaves out what has no value to be placed by', async () => {
    const { people } = await stores.people(PERSONS);

    expect(ids(await people.find({ limit: 9, after: { id: 'cid' } }))).toEqual(['dan', 'eve', 'fay']);
    for (const direction of ['asc', 'desc'] as const) {
      const sort = [{ field: 'age', direction }];
      const after = { value: 20, id: 'bob' };
      expect(ids(await people.find({ sort, limit: 9, after }))).not.toContain('eve');
    }
  });

  it('finds nothing in an empty collection', async () => {
    const { people } = await stores.people();

    expect(await people.find({ limit: 10 })).toEqual([]);
    expect(await people.count()).toBe(0);
    expect(await people.countBy('city')).toEqual(new Map());
  });

  it('counts by a field, a missing value under null', async () => {
    const { people } = await stores.people(PERSONS);

    expect(await people.countBy('city')).toEqual(
      new Map<string | null, number>([
        ['London', 1],
        ['Rome', 3],
        ['rome', 1],
        [null, 1],
      ]),
    );
    expect(await people.countBy('active')).toEqual(
      new Map<boolean | null, number>([
        [true, 3],
        [false, 2],
        [null, 1],
      ]),
    );
    expect(await people.countBy('age', { where: { active: true } })).toEqual(
      new Map([
        [36, 2],
        [0.1, 1],
      ]),
    );
  });

  it('takes a value of another type than declared for null', async () => {
    const { people } = await stores.people({
      a: { name: 5, age: '36', active: 1, city: ['Rome'] },
      b: { name: '5', age: 36, active: true, city: 'Rome' },
    });

    for (const field of ['name', 'age', 'active', 'city']) {
      expect(ids(await people.find({ where: { [field]: null }, limit: 10 }))).toEqual(['a']);
    }
    expect(await people.countBy('active')).toEqual(
      new Map<boolean | null, number>([
        [null, 1],
        [true, 1],
      ]),
    );
  });

  it('tells neighbouring numbers apart', async () => {
    const { people } = await stores.people({
      a: { age: 0.3 },
      b: { age: 0.1 + 0.2 },
      c: { age: Number.MAX_SAFE_INTEGER },
      d: { age: Number.MAX_SAFE_INTEGER - 1 },
      e: { age: 95164717376599630 },
    });

    expect(ids(await people.find({ where: { age: 0.1 + 0.2 }, limit: 9 }))).toEqual(['b']);
    expect(ids(await people.find({ where: { age: { in: [Number.MAX_SAFE_INTEGER] } }, limit: 9 }))).toEqual([
      'c',
    ]);
    expect(ids(await people.find({ where: { age: 95164717376599630 }, limit: 9 }))).toEqual(['e']);
    expect(ids(await people.find({ where: { age: { gt: 0.3, lt: 1 } }, limit: 9 }))).toEqual(['b']);
  });

  it('compares text exactly: case, accents, blanks, quotes, other scripts', async () => {
    const texts = ['a', 'A', '\u00e1', 'a\u0301', ' a', 'a ', "a'b", 'a"b', 'a%', 'a_', '愛', '👩‍👩‍👧', '👩'];
    const { people } = await stores.people(
      Object.fromEntries(texts.map((name, number) => [`p${number}`, { name }])),
    );

    for (const [number, name] of texts.entries()) {
      expect(ids(await people.find({ where: { name }, limit: 99 }))).toEqual([`p${number}`]);
    }
    expect(await people.countBy('name')).toEqual(new Map(texts.map((name) => [name, 1])));
  });

  it('takes an unpaired surrogate in a field for U+FFFD', async () => {
    const { people } = await stores.people({ a: { name: 'x\ud800y' } });

    expect(ids(await people.find({ where: { name: 'x\ufffdy' }, limit: 9 }))).toEqual(['a']);
    expect(ids(await people.find({ where: { name: 'x\ud800y' }, limit: 9 }))).toEqual(['a']);
    expect(await people.countBy('name')).toEqual(new Map([['x\ufffdy', 1]]));
  });

  it('finds by what a document has become, not by what it was', async () => {
    const { store, people } = await stores.people(PERSONS);

    await store.write([
      { kind: 'put', collection: people.definition.name, id: 'bob', document: { name: 'Bob', city: 'Oslo' } },
    ]);

    expect(ids(await people.find({ where: { city: 'Rome' }, limit: 9 }))).toEqual(['cid', 'fay']);
    expect(ids(await people.find({ where: { city: 'Oslo', age: null }, limit: 9 }))).toEqual(['bob']);
  });
}
