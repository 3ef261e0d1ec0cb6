import type { ReadStreamOptions } from '@reeve/event-store';
import { expect, it } from 'vitest';

import type { CurrentHarness } from './event-store-contract.js';
import { append, appendOneByOne, aStream, collect, events, ids } from './given.js';

interface Reading {
  readonly options: ReadStreamOptions;
  readonly revisions: readonly number[];
}

/** Of a stream of five events. */
const READINGS: readonly Reading[] = [
  { options: {}, revisions: [0, 1, 2, 3, 4] },
  { options: { from: 0 }, revisions: [0, 1, 2, 3, 4] },
  { options: { from: 3 }, revisions: [3, 4] },
  { options: { from: 4 }, revisions: [4] },
  { options: { from: 5 }, revisions: [] },
  { options: { from: 1000 }, revisions: [] },
  { options: { limit: 2 }, revisions: [0, 1] },
  { options: { limit: 0 }, revisions: [] },
  { options: { limit: 1000 }, revisions: [0, 1, 2, 3, 4] },
  { options: { from: 1, limit: 2 }, revisions: [1, 2] },
  { options: { direction: 'forwards' }, revisions: [0, 1, 2, 3, 4] },
  { options: { direction: 'backwards' }, revisions: [4, 3, 2, 1, 0] },
  { options: { direction: 'backwards', limit: 1 }, revisions: [4] },
  { options: { direction: 'backwards', limit: 0 }, revisions: [] },
  { options: { direction: 'backwards', from: 2 }, revisions: [2, 1, 0] },
  { options: { direction: 'backwards', from: 2, limit: 2 }, revisions: [2, 1] },
  { options: { direction: 'backwards', from: 0 }, revisions: [0] },
  { options: { direction: 'backwards', from: 1000 }, revisions: [4, 3, 2, 1, 0] },
];

export function readStreamFeatures(current: CurrentHarness): void {
  it.each(READINGS)('5.1 with $options reads $revisions', async ({ options, revisions }) => {
    const { store } = current();
    const stream = aStream();
    await append(store, stream, events(5), 'new');
    const read = await collect(store.readStream(stream, options));
    expect(read.map(({ revision }) => revision)).toEqual(revisions);
  });

  it.each(['forwards', 'backwards'] as const)('5.2 that does not exist, %s, is empty', async (direction) => {
    expect(await collect(current().store.readStream(aStream(), { direction }))).toEqual([]);
    expect(await collect(current().store.readStream(aStream(), { direction, from: 3, limit: 1 }))).toEqual(
      [],
    );
  });

  it('5.3 gives only its own events', async () => {
    const { store } = current();
    const stream = aStream();
    const toAppend = events(3);
    await append(store, stream, toAppend, 'new');
    await append(store, `${stream}1`, events(3), 'new');
    expect(ids(await collect(store.readStream(stream)))).toEqual(ids(toAppend));
  });

  it('5.4 longer than any page, in both directions', async () => {
    const { store } = current();
    const stream = aStream();
    const toAppend = events(1500);
    await append(store, stream, toAppend.slice(0, 1000), 'new');
    await append(store, stream, toAppend.slice(1000), 999);
    expect(ids(await collect(store.readStream(stream)))).toEqual(ids(toAppend));
    expect(ids(await collect(store.readStream(stream, { direction: 'backwards' })))).toEqual(
      ids(toAppend).reverse(),
    );
    expect(ids(await collect(store.readStream(stream, { from: 10, limit: 1200 })))).toEqual(
      ids(toAppend).slice(10, 1210),
    );
  });

  it('5.5 sees what was appended before the reading began', async () => {
    const { store } = current();
    const stream = aStream();
    for (let number = 0; number < 10; number += 1) {
      await append(store, stream, events(1), number === 0 ? 'new' : number - 1);
      expect(await collect(store.readStream(stream))).toHaveLength(number + 1);
    }
  });

  it('5.6 may be left before its end', async () => {
    const { store } = current();
    const stream = aStream();
    await appendOneByOne(store, stream, events(5));
    for await (const { revision } of store.readStream(stream)) {
      if (revision === 2) break;
    }
    expect(await append(store, stream, events(1), 4)).toMatchObject({ revision: 5 });
  });

  it('5.7 after a restart gives the same as before', async () => {
    const stream = aStream();
    await append(current().store, stream, events(3), 'new');
    const before = await collect(current().store.readStream(stream));
    await current().restart();
    expect(await collect(current().store.readStream(stream))).toEqual(before);
  });
}
