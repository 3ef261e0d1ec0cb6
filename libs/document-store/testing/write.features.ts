import type { WriteOperation } from '@reeve/document-store';
import { expect, it } from 'vitest';
import { ids, PEOPLE, PLACES } from './harness.js';
import type { Stores } from './harness.js';

const put = (id: string, document: { name: string }, seen?: string): WriteOperation => ({
  kind: 'put',
  collection: PEOPLE.name,
  id,
  document,
  ...(seen !== undefined && { seen }),
});
const insert = (id: string, name: string): WriteOperation => ({
  kind: 'insert',
  collection: PEOPLE.name,
  id,
  document: { name },
});
const remove = (id: string): WriteOperation => ({ kind: 'remove', collection: PEOPLE.name, id });

export function writeFeatures(stores: Stores): void {
  it('puts a document, and another in its place', async () => {
    const { store, people } = await stores.people();

    expect(await store.write([put('a', { name: 'Ada' })])).toEqual([true]);
    expect(await people.get('a')).toEqual({ name: 'Ada' });

    expect(await store.write([put('a', { name: 'Grace' })])).toEqual([true]);
    expect(await people.get('a')).toEqual({ name: 'Grace' });
    expect(await people.count()).toBe(1);
  });

  it('inserts once: a second insert of the id changes nothing', async () => {
    const { store, people } = await stores.people();

    expect(await store.write([insert('a', 'Ada')])).toEqual([true]);
    expect(await store.write([insert('a', 'Grace')])).toEqual([false]);

    expect(await people.get('a')).toEqual({ name: 'Ada' });
    expect(ids(await people.find({ where: { name: 'Grace' }, limit: 10 }))).toEqual([]);
  });

  it('removes a document, and says when there was none', async () => {
    const { store, people } = await stores.people({ a: { name: 'Ada' } });

    expect(await store.write([remove('a')])).toEqual([true]);
    expect(await people.get('a')).toBeUndefined();
    expect(await people.find({ search: 'ada', limit: 10 })).toEqual([]);
    expect(await store.write([remove('a')])).toEqual([false]);
  });

  it('ignores a put that is not later than what the document has seen', async () => {
    const { store, people } = await stores.people();
    await store.write([put('a', { name: 'at 5' }, '00000005')]);

    expect(await store.write([put('a', { name: 'at 4' }, '00000004')])).toEqual([false]);
    expect(await store.write([put('a', { name: 'at 5 again' }, '00000005')])).toEqual([false]);
    expect(await people.get('a')).toEqual({ name: 'at 5' });

    expect(await store.write([put('a', { name: 'at 6' }, '00000006')])).toEqual([true]);
    expect(await people.get('a')).toEqual({ name: 'at 6' });
  });

  it('lets a put without `seen` pass, and one with it after that', async () => {
    const { store, people } = await stores.people();
    await store.write([put('a', { name: 'at 5' }, '00000005')]);

    expect(await store.write([put('a', { name: 'unseen' })])).toEqual([true]);
    expect(await store.write([put('a', { name: 'at 1' }, '00000001')])).toEqual([true]);

    expect(await people.get('a')).toEqual({ name: 'at 1' });
  });

  it('forgets with the document what it has seen', async () => {
    const { store, people } = await stores.people();
    await store.write([put('a', { name: 'at 5' }, '00000005'), remove('a')]);

    expect(await store.write([put('a', { name: 'at 2' }, '00000002')])).toEqual([true]);

    expect(await people.get('a')).toEqual({ name: 'at 2' });
  });

  it('applies the operations of one write in order, also on one id', async () => {
    const { store, people } = await stores.people();

    const effects = await store.write([
      insert('a', 'first'),
      insert('a', 'second'),
      put('a', { name: 'third' }, '00000003'),
      put('a', { name: 'late' }, '00000002'),
      remove('b'),
      put('b', { name: 'Bob' }),
      remove('b'),
      insert('b', 'Bea'),
      put('c', { name: 'Cid' }),
      remove('c'),
    ]);

    expect(effects).toEqual([true, false, true, false, false, true, true, true, true, true]);
    expect(await people.getMany(['a', 'b', 'c'])).toEqual([
      { id: 'a', document: { name: 'third' } },
      { id: 'b', document: { name: 'Bea' } },
    ]);
    expect(ids(await people.find({ search: 'first', limit: 10 }))).toEqual([]);
    expect(ids(await people.find({ search: 'third', limit: 10 }))).toEqual(['a']);
  });

  it('comes to the same when a write is run again', async () => {
    const { store, people } = await stores.people();
    const operations = [put('a', { name: 'Ada' }, '1'), put('b', { name: 'Bob' }, '2'), remove('b')];
    await store.write(operations, { projection: 'p', position: '2' });

    await store.write(operations, { projection: 'p', position: '2' });

    expect(await people.find({ limit: 10 })).toEqual([{ id: 'a', document: { name: 'Ada' } }]);
  });

  it('writes nothing when there is nothing to write', async () => {
    const { store } = await stores.people();

    expect(await store.write([])).toEqual([]);
  });

  it('keeps collections apart', async () => {
    const { store, people } = await stores.people({ a: { name: 'Ada' } });
    const places = store.collection(PLACES);

    await store.write([{ kind: 'put', collection: PLACES.name, id: 'a', document: { country: 'FR' } }]);
    await store.write([remove('a')]);

    expect(await people.get('a')).toBeUndefined();
    expect(await places.get('a')).toEqual({ country: 'FR' });
  });

  it('lets exactly one of many simultaneous inserts of an id win', async () => {
    const { store, people } = await stores.people();

    const results = await Promise.all(
      Array.from({ length: 40 }, (_, number) => store.write([insert('a', `candidate ${number}`)])),
    );

    const winners = results.flatMap(([won], number) => (won === true ? [`candidate ${number}`] : []));
    expect(winners).toHaveLength(1);
    expect(await people.get('a')).toEqual({ name: winners[0] });
  });

  it('shows what a write left to whoever reads after it, under many simultaneous writes', async () => {
    const { store, people } = await stores.people();

    const seen = await Promise.all(
      Array.from({ length: 40 }, async (_, number) => {
        await store.write([put(`p${number}`, { name: `Person ${number}` })]);
        const [read, found] = await Promise.all([
          people.get(`p${number}`),
          people.find({ where: { name: `Person ${number}` }, limit: 1 }),
        ]);
        return [read, ids(found)];
      }),
    );

    expect(seen).toEqual(
      Array.from({ length: 40 }, (_, number) => [{ name: `Person ${number}` }, [`p${number}`]]),
    );
  });

  it('takes a write of thousands of documents', async () => {
    const { store, people } = await stores.people();

    await store.write(Array.from({ length: 3000 }, (_, number) => insert(`p${number}`, `Person ${number}`)));

    expect(await people.count()).toBe(3000);
  });

  it('removes what matches, at most so many at once', async () => {
    const { store, people } = await stores.people(
      Object.fromEntries(Array.from({ length: 10 }, (_, age) => [`p${age}`, { name: `Person ${age}`, age }])),
    );

    expect(await store.removeWhere(PEOPLE, { age: { lt: 7 } }, 5)).toBe(5);
    expect(await people.count({ where: { age: { lt: 7 } } })).toBe(2);
    expect(await store.removeWhere(PEOPLE, { age: { lt: 7 } }, 5)).toBe(2);
    expect(await store.removeWhere(PEOPLE, { age: { lt: 7 } }, 5)).toBe(0);
    expect(await store.removeWhere(PEOPLE, { name: 'Person 7' }, 0)).toBe(0);

    expect(ids(await people.find({ search: 'person', limit: 10 }))).toEqual(['p7', 'p8', 'p9']);
  });
}
