import type { EventFilter, EventStore, RecordedEvent } from '@reeve/event-store';
import { comparePositions, LogShorterThanCheckpointError } from '@reeve/event-store';
import { describe, expect, it } from 'vitest';

import type { CurrentHarness } from './event-store-contract.js';
import { anEvent, append, aPrefix, collect, events, ids } from './given.js';

export function readAllFeatures(current: CurrentHarness): void {
  it('6.1 gives the events of all streams in the order of their appends', async () => {
    const { store } = current();
    const prefix = aPrefix();
    const recorded = await threeStreams(store, prefix);
    expect(recorded.map(({ stream, revision }) => [stream.slice(prefix.length), revision])).toEqual([
      ['a', 0],
      ['b', 0],
      ['a', 1],
      ['a', 2],
      ['c', 0],
    ]);
  });

  it('6.2 gives positions that ascend, also as text', async () => {
    const { store } = current();
    const recorded = await threeStreams(store, aPrefix());
    const positions = recorded.map(({ position }) => position);
    expect([...new Set(positions)].sort()).toEqual(positions);
    expect([...positions].reverse().sort(comparePositions)).toEqual(positions);
    expect(new Set(positions.map(({ length }) => length)).size).toBe(1);
  });

  it('6.3 after a position starts with the next event', async () => {
    const { store } = current();
    const prefix = aPrefix();
    const filter = { streamPrefixes: [prefix] };
    const recorded = await threeStreams(store, prefix);
    for (const [index, { position }] of recorded.entries()) {
      const rest = await collect(store.readAll({ after: position, filter }));
      expect(ids(rest)).toEqual(ids(recorded.slice(index + 1)));
    }
  });

  it.each([0, 1, 3, 5, 1000])('6.4 with limit %i gives no more', async (limit) => {
    const { store } = current();
    const prefix = aPrefix();
    const recorded = await threeStreams(store, prefix);
    const filter = { streamPrefixes: [prefix] };
    expect(ids(await collect(store.readAll({ filter, limit })))).toEqual(ids(recorded.slice(0, limit)));
  });

  describe('6.5 with a filter', () => {
    it.each<{ filter: EventFilter; passing: readonly string[] }>([
      { filter: { streamPrefixes: ['a'] }, passing: ['a0', 'a1', 'ab0'] },
      { filter: { streamPrefixes: ['a', 'c'] }, passing: ['a0', 'a1', 'ab0', 'c0'] },
      { filter: { streamPrefixes: ['a', 'ab'] }, passing: ['a0', 'a1', 'ab0'] },
      { filter: { streamPrefixes: ['A', 'x', '%', '_', '*'] }, passing: [] },
      { filter: { typePrefixes: ['testing.one.'] }, passing: ['a0', 'b0'] },
      {
        filter: { typePrefixes: ['testing.one.', 'testing.two.'] },
        passing: ['a0', 'a1', 'ab0', 'b0', 'c0'],
      },
      { filter: { typePrefixes: ['testing.two.'], streamPrefixes: ['a'] }, passing: ['a1', 'ab0'] },
      { filter: { typePrefixes: ['testing.two'], streamPrefixes: ['c', 'b'] }, passing: ['c0'] },
    ])('$filter lets $passing pass', async ({ filter, passing }) => {
      const { store } = current();
      const prefix = aPrefix();
      const one = (): ReturnType<typeof anEvent> => anEvent({ type: 'testing.one.happened.v1' });
      const two = (): ReturnType<typeof anEvent> => anEvent({ type: 'testing.two.happened.v1' });
      await append(store, `${prefix}a`, [one(), two()], 'new');
      await append(store, `${prefix}ab`, [two()], 'new');
      await append(store, `${prefix}b`, [one()], 'new');
      await append(store, `${prefix}c`, [two()], 'new');

      const read = await collect(
        store.readAll({
          filter: { ...filter, streamPrefixes: (filter.streamPrefixes ?? ['']).map((end) => prefix + end) },
        }),
      );

      const names = read.map(({ stream, revision }) => `${stream.slice(prefix.length)}${String(revision)}`);
      expect(names).toEqual(passing);
    });
  });

  it('6.6 without a filter gives what was appended, among all else', async () => {
    const { store } = current();
    const prefix = aPrefix();
    const before = await store.head();
    const recorded = await threeStreams(store, prefix);
    const all = await collect(store.readAll(before === undefined ? {} : { after: before }));
    expect(all.filter(({ stream }) => stream.startsWith(prefix))).toEqual(recorded);
  });

  it('6.7 gives more events than any page', async () => {
    const { store } = current();
    const prefix = aPrefix();
    const toAppend = events(1500);
    await append(store, `${prefix}a`, toAppend.slice(0, 700), 'new');
    await append(store, `${prefix}b`, toAppend.slice(700), 'new');
    const filter = { streamPrefixes: [prefix] };
    expect(ids(await collect(store.readAll({ filter })))).toEqual(ids(toAppend));
    expect(ids(await collect(store.readAll({ filter, limit: 1200 })))).toEqual(ids(toAppend).slice(0, 1200));
  });

  it('6.8 is what a stream gives, event by event', async () => {
    const { store } = current();
    const prefix = aPrefix();
    await append(store, `${prefix}a`, events(3, { data: { text: 'ü' } }), 'new');
    const filter = { streamPrefixes: [prefix] };
    expect(await collect(store.readAll({ filter }))).toEqual(await collect(store.readStream(`${prefix}a`)));
  });

  it('6.9 has its head at or after what was appended last', async () => {
    const { store } = current();
    const { position } = await append(store, `${aPrefix()}a`, events(2), 'new');
    const head = await store.head();
    expect(head).toBeDefined();
    expect(comparePositions(head ?? position, position)).not.toBe(-1);
    expect(await collect(store.readAll({ after: head ?? position, limit: 1 }))).toEqual([]);
  });

  it('6.10 is refused after a position that it does not reach', async () => {
    const { store } = current();
    await append(store, `${aPrefix()}a`, events(1), 'new');
    const after = await current().positionBeyondEnd();
    await expect(collect(store.readAll({ after }))).rejects.toBeInstanceOf(LogShorterThanCheckpointError);
  });
}

/** Five events, in the order of their appends: two streams in turn, two events at once, a third stream. */
async function threeStreams(store: EventStore, prefix: string): Promise<RecordedEvent[]> {
  await append(store, `${prefix}a`, events(1), 'new');
  await append(store, `${prefix}b`, events(1), 'new');
  await append(store, `${prefix}a`, events(2), 0);
  await append(store, `${prefix}c`, events(1), 'new');
  return collect(store.readAll({ filter: { streamPrefixes: [prefix] } }));
}
