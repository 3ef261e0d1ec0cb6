import type { Document } from '@reeve/document-store';
import { expect, it } from 'vitest';
import { PEOPLE } from './harness.js';
import type { Stores } from './harness.js';

const DEPTH = 1500;

const DOCUMENTS: Readonly<Record<string, Document>> = {
  'nothing at all': {},
  'keys with dots and dollars': { 'a.b': 1, $set: { $inc: 1, '..': 2, 'a.$.b': 3 }, $: 4 },
  'empty keys': { '': { '': '' } },
  'keys of Object': JSON.parse(
    '{ "__proto__": { "polluted": true }, "constructor": 1, "toString": { "__proto__": 2 }, "_id": 3, "id": 4 }',
  ) as Document,
  'other scripts': { 名前: '愛', ключ: 'значение', '👩‍👩‍👧': '🏳️‍🌈', '\u00e1': 'composed', 'a\u0301': 'apart' },
  'control characters': { text: '\u0000\u0001\b\t\n\f\r"\\/\u2028\u2029\ufeff' },
  'an unpaired surrogate': { text: 'a\ud800b', '\udfff': 1 },
  'nested lists': { list: [[], [[1], [{ a: [null, [true]] }]], {}] },
  'numbers at the edge': {
    numbers: [
      Number.MAX_SAFE_INTEGER,
      -Number.MAX_SAFE_INTEGER,
      Number.MAX_VALUE,
      Number.MIN_VALUE,
      2 ** 63,
      1e21,
      0.1 + 0.2,
      -1.5,
    ],
  },
  'nulls and falsehoods': { a: null, b: false, c: 0, d: '', e: [], f: {} },
  'values of another type than declared': { name: 5, age: 'old', active: 'yes', city: ['Rome'], email: {} },
  'a long text': { text: 'é'.repeat(200_000) },
  'great depth': {
    deep: JSON.parse(`${'[{"a":'.repeat(DEPTH)}1${'}]'.repeat(DEPTH)}`) as Document,
    name: 'Deep',
  },
};

export function documentFeatures(stores: Stores): void {
  it.each(Object.entries(DOCUMENTS))('come back as they were: %s', async (_, document) => {
    const { people } = await stores.people({ a: document });

    expect(JSON.stringify(await people.get('a'))).toBe(JSON.stringify(document));
    const [found] = await people.find({ limit: 1 });
    expect(JSON.stringify(found?.document)).toBe(JSON.stringify(document));
    expect(found?.id).toBe('a');
  });

  it.each([
    'a.b',
    '$a',
    'A',
    'ä',
    '愛',
    '👩‍👩‍👧',
    ' a ',
    'a/b\\c',
    '"',
    "'",
    '%',
    '__proto__',
    '1',
    'x'.repeat(500),
  ])('are found under the id %j and no other', async (id) => {
    const { people } = await stores.people({ a: { name: 'Another' } });
    expect(await people.get(id)).toBeUndefined();

    const { store, people: others } = await stores.people({ a: { name: 'Another' } });
    await store.write([{ kind: 'put', collection: PEOPLE.name, id, document: { name: 'It' } }]);

    expect(await others.get(id)).toEqual({ name: 'It' });
    expect(await others.find({ where: { name: 'It' }, limit: 2 })).toEqual([
      { id, document: { name: 'It' } },
    ]);
    expect(await others.count()).toBe(2);
  });

  it('are the reader’s own: changing one changes nothing in the store', async () => {
    const document = { name: 'Ada', tags: ['a'] };
    const { people } = await stores.people({ a: document });
    document.tags.push('b');
    const read = await people.get('a');
    (read?.['tags'] as string[]).push('c');

    expect(await people.get('a')).toEqual({ name: 'Ada', tags: ['a'] });
  });

  it('are read by many ids in the order asked, without those that are not there', async () => {
    const { people } = await stores.people({ a: { name: 'Ada' }, b: { name: 'Bob' } });
    const ada = { id: 'a', document: { name: 'Ada' } };
    const bob = { id: 'b', document: { name: 'Bob' } };

    expect(await people.getMany(['b', 'x', 'a', 'b'])).toEqual([bob, ada, bob]);
    expect(await people.getMany([])).toEqual([]);
  });

  it('are read by more ids than a page has, and say what was written last, also while it was asked for', async () => {
    const { store, people } = await stores.people();
    const ids = Array.from({ length: 600 }, (_, index) => `person ${index}`);
    const here = ids.filter((_, index) => index % 3 !== 0);
    const written = (name: string) =>
      store.write(here.map((id) => ({ kind: 'put', collection: PEOPLE.name, id, document: { name } })));
    const named = (name: string) => here.map((id) => ({ id, document: { name } }));

    await written('first');
    expect(await people.getMany(ids)).toEqual(named('first'));
    expect(await people.getMany([...ids, ...ids])).toEqual([...named('first'), ...named('first')]);
    await Promise.all([people.getMany(ids), written('second'), people.getMany(ids)]);
    expect(await people.getMany(ids)).toEqual(named('second'));
  });
}
