import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { PEOPLE, PLACES } from './harness.js';
import type { DocumentStoreHarness, Stores } from './harness.js';

const ada = { kind: 'put', collection: PEOPLE.name, id: 'a', document: { name: 'Ada' }, seen: '7' } as const;
const rome = { kind: 'put', collection: PLACES.name, id: 'r', document: { country: 'IT' } } as const;

export function checkpointFeatures(stores: Stores, { durable }: DocumentStoreHarness): void {
  it('records a checkpoint with the documents it stands for', async () => {
    const { store, people } = await stores.people();
    expect(await store.checkpoint('people')).toBeUndefined();

    await store.write([ada], { projection: 'people', position: '7' });
    expect(await store.checkpoint('people')).toBe('7');
    expect(await people.get('a')).toEqual({ name: 'Ada' });

    await store.write([], { projection: 'people', position: '9' });
    expect(await store.checkpoint('people')).toBe('9');
    expect(await store.checkpoint('places')).toBeUndefined();
  });

  it('shows nobody a checkpoint without its documents', async () => {
    const { store, people } = await stores.people();
    const last = 60;
    let written = false;

    const reading = async () => {
      while (!written) {
        const position = Number((await store.checkpoint('people')) ?? 0);
        expect(await people.count()).toBeGreaterThanOrEqual(position);
      }
    };
    const writing = async () => {
      for (let position = 1; position <= last; position++) {
        await store.write([{ ...ada, id: `p${position}` }], {
          projection: 'people',
          position: String(position),
        });
      }
      written = true;
    };

    await Promise.all([reading(), writing()]);
    expect(await people.count()).toBe(last);
  });

  it('empties the collections of a projection and forgets its checkpoint, and no other', async () => {
    const { store, people } = await stores.people();
    const places = store.collection(PLACES);
    await store.write([ada], { projection: 'people', position: '7' });
    await store.write([rome], { projection: 'places', position: '8' });

    await store.reset('people', [PEOPLE]);

    expect(await store.checkpoint('people')).toBeUndefined();
    expect(await people.get('a')).toBeUndefined();
    expect(await people.count()).toBe(0);
    expect(await people.find({ search: 'ada', limit: 10 })).toEqual([]);
    expect(await store.checkpoint('places')).toBe('8');
    expect(await places.count()).toBe(1);
  });

  it('fills a collection again after a reset, from the beginning', async () => {
    const { store, people } = await stores.people();
    await store.write([ada], { projection: 'people', position: '7' });
    await store.reset('people', [PEOPLE]);

    expect(await store.write([{ ...ada, seen: '1' }], { projection: 'people', position: '1' })).toEqual([
      true,
    ]);

    expect(await people.find({ search: 'ada', limit: 10 })).toHaveLength(1);
    expect(await store.checkpoint('people')).toBe('1');
  });

  if (!durable) return;

  it('has documents, what they have seen, and checkpoints when it is opened again', async () => {
    const name = randomUUID();
    const first = await stores.open([PEOPLE], name);
    await first.write([ada], { projection: 'people', position: '7' });
    await first.close();

    const again = await stores.open([PEOPLE], name);

    expect(await again.checkpoint('people')).toBe('7');
    expect(await again.write([{ ...ada, document: { name: 'Older' } }])).toEqual([false]);
    expect(await again.collection(PEOPLE).find({ search: 'ada', where: { name: 'Ada' }, limit: 2 })).toEqual([
      { id: 'a', document: { name: 'Ada' } },
    ]);
  });

  it('finishes what it has accepted before it closes', async () => {
    const name = randomUUID();
    const first = await stores.open([PEOPLE], name);
    const writes = Array.from({ length: 20 }, (_, number) => first.write([{ ...ada, id: `p${number}` }]));
    await first.close();
    expect(await Promise.all(writes)).toEqual(writes.map(() => [true]));

    const again = await stores.open([PEOPLE], name);

    expect(await again.collection(PEOPLE).count()).toBe(20);
  });

  it('answers by a changed declaration from the documents it has', async () => {
    const name = randomUUID();
    const first = await stores.open([{ ...PLACES, fields: {}, indexes: [] }], name);
    await first.write([rome, { ...rome, id: 'p', document: { country: 'FR', city: 'Paris' } }], {
      projection: 'places',
      position: '8',
    });
    await first.close();

    const changed = {
      ...PLACES,
      fields: { country: 'text', city: 'text' },
      indexes: [['country'], ['city']],
      searchable: ['city'],
    } as const;
    const again = await stores.open([changed], name);
    const places = again.collection(changed);

    expect(await places.find({ where: { country: 'IT' }, limit: 10 })).toEqual([
      { id: 'r', document: { country: 'IT' } },
    ]);
    expect(await places.count({ where: { city: null } })).toBe(1);
    expect(await places.find({ search: 'ARI', limit: 10 })).toHaveLength(1);
    expect(await again.checkpoint('places')).toBe('8');
  });
}
