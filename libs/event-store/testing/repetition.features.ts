import type { ExpectedRevision } from '@reeve/event-store';
import { VersionConflictError } from '@reeve/event-store';
import { describe, expect, it } from 'vitest';

import type { CurrentHarness } from './event-store-contract.js';
import { anEvent, append, aStream, collect, events, ids } from './given.js';

/** The expectations that a stream of two events meets. */
const EXPECTATIONS: readonly { readonly expected: ExpectedRevision }[] = [
  { expected: 1 },
  { expected: 'existing' },
];

export function repetitionFeatures(current: CurrentHarness): void {
  it('3.1 of the first append answers as the first time', async () => {
    const { store } = current();
    const stream = aStream();
    const toAppend = events(3);
    const first = await append(store, stream, toAppend, 'new');
    expect(await append(store, stream, toAppend, 'new')).toEqual(first);
    expect(ids(await collect(store.readStream(stream)))).toEqual(ids(toAppend));
  });

  describe.each(EXPECTATIONS)('expecting $expected', ({ expected }) => {
    it('3.2 answers as the first time', async () => {
      const { store } = current();
      const stream = aStream();
      await append(store, stream, events(2), 'new');
      const toAppend = events(3);
      const first = await append(store, stream, toAppend, expected);
      expect(await append(store, stream, toAppend, expected)).toEqual(first);
      expect(await collect(store.readStream(stream))).toHaveLength(5);
    });

    it('3.3 answers as the first time after later appends', async () => {
      const { store } = current();
      const stream = aStream();
      await append(store, stream, events(2), 'new');
      const toAppend = events(3);
      const first = await append(store, stream, toAppend, expected);
      await append(store, stream, events(20), 4);
      await append(store, aStream(), events(20), 'new');
      expect(await append(store, stream, toAppend, expected)).toEqual(first);
      expect(await collect(store.readStream(stream))).toHaveLength(25);
    });

    it('3.4 answers as the first time after a restart', async () => {
      const stream = aStream();
      await append(current().store, stream, events(2), 'new');
      const toAppend = events(3);
      const first = await append(current().store, stream, toAppend, expected);
      await append(current().store, stream, events(1), 4);

      await current().restart();

      expect(await append(current().store, stream, toAppend, expected)).toEqual(first);
      expect(await collect(current().store.readStream(stream))).toHaveLength(6);
    });

    it('3.5 beside the first, which is still under way, answers both alike', async () => {
      const { store } = current();
      const stream = aStream();
      await append(store, stream, events(2), 'new');
      const toAppend = events(3);
      const answers = await Promise.all(
        Array.from({ length: 5 }, () => append(store, stream, toAppend, expected)),
      );
      for (const answer of answers) expect(answer).toEqual(answers[0]);
      expect(await collect(store.readStream(stream))).toHaveLength(5);
    });

    it('3.6 after an acknowledgement that was lost answers what was lost', async () => {
      const { store } = current();
      const stream = aStream();
      await append(store, stream, events(2), 'new');
      const toAppend = events(3);
      void append(store, stream, toAppend, expected);
      const repeated = await append(store, stream, toAppend, expected);
      const recorded = await collect(store.readStream(stream));
      expect(ids(recorded.slice(2))).toEqual(ids(toAppend));
      expect(repeated).toEqual({ revision: 4, position: recorded[4]?.position });
    });

    it.each<{
      how: string;
      again: (toAppend: readonly ReturnType<typeof anEvent>[]) => ReturnType<typeof anEvent>[];
    }>([
      { how: 'ids in another order', again: ([a, b, c]) => [b, a, c].flatMap((event) => event ?? []) },
      { how: 'one new id at the end', again: (there) => [...there, anEvent()] },
      { how: 'one new id at the beginning', again: (there) => [anEvent(), ...there] },
      {
        how: 'one new id in the middle',
        again: ([a, , c]) => [a, anEvent(), c].flatMap((event) => event ?? []),
      },
      { how: 'one id left out', again: ([a, , c]) => [a, c].flatMap((event) => event ?? []) },
    ])('3.7 with $how is a conflict', async ({ again }) => {
      const { store } = current();
      const stream = aStream();
      await append(store, stream, events(2), 'new');
      const toAppend = events(3);
      await append(store, stream, toAppend, expected);

      await expect(append(store, stream, again(toAppend), expected)).rejects.toMatchObject({
        name: VersionConflictError.name,
        actual: 4,
      });
      expect(await collect(store.readStream(stream))).toHaveLength(5);
    });
  });

  it('3.8 at another revision is a conflict', async () => {
    const { store } = current();
    const stream = aStream();
    const toAppend = events(2);
    await append(store, stream, events(2), 'new');
    await append(store, stream, toAppend, 1);
    await expect(append(store, stream, toAppend, 'new')).rejects.toBeInstanceOf(VersionConflictError);
    await expect(append(store, stream, toAppend, 0)).rejects.toBeInstanceOf(VersionConflictError);
  });

  it('3.9 of only the beginning answers for that beginning', async () => {
    const { store } = current();
    const stream = aStream();
    const toAppend = events(3);
    await append(store, stream, toAppend, 'new');
    const recorded = await collect(store.readStream(stream));
    expect(await append(store, stream, toAppend.slice(0, 2), 'new')).toEqual({
      revision: 1,
      position: recorded[1]?.position,
    });
  });

  it('3.10 is known by its ids, whatever the events say', async () => {
    const { store } = current();
    const stream = aStream();
    const event = anEvent({ data: { said: 'first' } });
    const first = await append(store, stream, [event], 'new');
    expect(await append(store, stream, [{ ...event, data: { said: 'again' } }], 'new')).toEqual(first);
    expect(await collect(store.readStream(stream))).toMatchObject([{ data: { said: 'first' } }]);
  });

  it('3.11 on another stream is an append of its own', async () => {
    const { store } = current();
    const toAppend = events(2);
    const [one, other] = [aStream(), aStream()];
    await append(store, one, toAppend, 'new');
    await append(store, other, toAppend, 'new');
    expect(await collect(store.readStream(one))).toMatchObject(toAppend);
    expect(await collect(store.readStream(other))).toMatchObject(toAppend);
  });
}
