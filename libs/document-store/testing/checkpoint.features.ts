import { randomUUID } from 'node:crypto';
import { CheckpointMovedError } from '@reeve/document-store';
import { expect, it } from 'vitest';
import { ids, PEOPLE, PLACES } from './harness.js';
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

  const guarded: readonly (readonly [string, string | undefined, string | null, boolean])[] = [
    ['comes after the one that is there', '7', '7', true],
    ['is the first', undefined, null, true],
    ['comes after another one', '7', '6', false],
    ['comes after a later one', '7', '8', false],
    ['is said to be the first', '7', null, false],
    ['comes after one that is gone', undefined, '7', false],
  ];
  it.each(guarded)(
    'guards a checkpoint: one that %s (%s there, after %s)',
    async (_, there, after, moves) => {
      const { store, people } = await stores.people();
      await store.write([rome], { projection: 'places', position: '3' });
      if (there !== undefined) await store.write([], { projection: 'people', position: there });

      const written = store.write([ada], { projection: 'people', position: '9', after });

      if (moves) {
        expect(await written).toEqual([true]);
        expect(await store.checkpoint('people')).toBe('9');
        expect(await people.get('a')).toEqual({ name: 'Ada' });
      } else {
        await expect(written).rejects.toThrow(CheckpointMovedError);
        expect(await store.checkpoint('people')).toBe(there);
        expect(await people.get('a')).toBeUndefined();
      }
      expect(await store.checkpoint('places')).toBe('3');
    },
  );

  it('fails no other write for a checkpoint that has moved', async () => {
    const { store, people } = await stores.people();

    const [moved, ...others] = await Promise.allSettled([
      store.write([ada], { projection: 'people', position: '9', after: '8' }),
      store.write([{ ...ada, id: 'b' }]),
      store.write([rome], { projection: 'places', position: '3', after: null }),
    ]);

    expect(moved).toMatchObject({ status: 'rejected', reason: expect.any(CheckpointMovedError) as unknown });
    expect(others).toEqual(others.map(() => ({ status: 'fulfilled', value: [true] })));
    expect(await people.get('b')).toEqual({ name: 'Ada' });
    expect(await store.checkpoint('people')).toBeUndefined();
  });

  it('lets one of several who come after the same checkpoint record theirs', async () => {
    const { store } = await stores.people();
    let last: string | null = null;

    for (let round = 0; round < 5; round++) {
      const after = last;
      const written = await Promise.allSettled(
        Array.from({ length: 8 }, async (_, writer) => {
          const position = `${round}-${writer}`;
          await store.write([{ ...ada, id: position }], { projection: 'people', position, after });
          return position;
        }),
      );
      const winners = written.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
      expect(winners).toHaveLength(1);
      expect(await store.checkpoint('people')).toBe(winners[0]);
      last = winners[0] ?? null;
    }
  });

  it('comes after nothing again when the projection was reset', async () => {
    const { store } = await stores.people();
    await store.write([ada], { projection: 'people', position: '7', after: null });
    await store.reset('people', [PEOPLE]);

    await expect(
      store.write([{ ...ada, seen: '8' }], { projection: 'people', position: '8', after: '7' }),
    ).rejects.toThrow(CheckpointMovedError);
    await store.write([ada], { projection: 'people', position: '7', after: null });

    expect(await store.checkpoint('people')).toBe('7');
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

  it.each([[false], [true]])(
    'keeps what it has when it is declared clustered or no longer (%s)',
    async (clustered) => {
      const name = randomUUID();
      const first = await stores.open([{ ...PLACES, clustered: !clustered }], name);
      await first.write([
        { ...rome, seen: '5' },
        { ...rome, id: 'p', document: { country: 'FR' } },
      ]);
      await first.close();

      const changed = { ...PLACES, clustered };
      const again = await stores.open([changed], name);
      const places = again.collection(changed);

      expect(await places.get('r')).toEqual({ country: 'IT' });
      expect(ids(await places.find({ sort: [{ field: 'country', direction: 'asc' }], limit: 10 }))).toEqual([
        'p',
        'r',
      ]);
      // What was seen is kept with it, and an id is there once.
      const written = await again.write([
        { ...rome, seen: '4', document: {} },
        { ...rome, kind: 'insert', document: {} },
        { kind: 'remove', collection: PLACES.name, id: 'p' },
      ]);
      expect(written).toEqual([false, false, true]);
      expect(ids(await places.find({ limit: 10 }))).toEqual(['r']);
    },
  );
}
