import { VersionConflictError } from '@reeve/event-store';
import { expect, it } from 'vitest';

import type { CurrentHarness } from './event-store-contract.js';
import { anEvent, append, aStream, collect, events, ids } from './given.js';

export function concurrencyFeatures(current: CurrentHarness): void {
  it('4.1 at one revision of one stream have exactly one winner each', async () => {
    const { store } = current();
    const stream = aStream();
    const winners: string[] = [];
    for (let revision = 0; revision < 10; revision += 1) {
      const attempts = events(20);
      const expected = revision === 0 ? 'new' : revision - 1;
      const outcomes = await Promise.allSettled(
        attempts.map((event) => append(store, stream, [event], expected)),
      );
      outcomes.forEach((outcome, index) => {
        if (outcome.status === 'fulfilled') winners.push(...ids(attempts.slice(index, index + 1)));
        else {
          expect(outcome.reason).toBeInstanceOf(VersionConflictError);
          expect(outcome.reason).toMatchObject({ actual: revision });
        }
      });
      expect(winners).toHaveLength(revision + 1);
    }
    expect(ids(await collect(store.readStream(stream)))).toEqual(winners);
  });

  it('4.2 that each read and try again all get their turn', async () => {
    const { store } = current();
    const stream = aStream();
    const writers = 8;
    const each = 5;
    await Promise.all(
      Array.from({ length: writers }, async (_, writer) => {
        for (let number = 0; number < each;) {
          const [last] = await collect(store.readStream(stream, { direction: 'backwards', limit: 1 }));
          try {
            await append(store, stream, [anEvent({ data: { writer, number } })], last?.revision ?? 'new');
            number += 1;
          } catch (error) {
            expect(error).toBeInstanceOf(VersionConflictError);
          }
        }
      }),
    );
    const recorded = await collect(store.readStream(stream));
    expect(recorded.map(({ revision }) => revision)).toEqual([...Array(writers * each).keys()]);
    for (let writer = 0; writer < writers; writer += 1) {
      const own = recorded.filter(({ data }) => data['writer'] === writer);
      expect(own.map(({ data }) => data['number'])).toEqual([...Array(each).keys()]);
    }
  });

  it('4.3 to an existing stream are all taken', async () => {
    const { store } = current();
    const stream = aStream();
    await append(store, stream, events(1), 'new');
    const results = await Promise.all(
      Array.from({ length: 50 }, () => append(store, stream, events(2), 'existing')),
    );
    const revisions = results.map(({ revision }) => revision).sort((a, b) => a - b);
    expect(revisions).toEqual(Array.from({ length: 50 }, (_, index) => 2 + 2 * index));
  });

  it('4.4 to many streams do not meet', async () => {
    const { store } = current();
    const streams = Array.from({ length: 50 }, aStream);
    const results = await Promise.all(streams.map((stream) => append(store, stream, events(2), 'new')));
    expect(new Set(results.map(({ position }) => position)).size).toBe(50);
    for (const { revision } of results) expect(revision).toBe(1);
  });

  it('4.5 keep the events of one append together', async () => {
    const { store } = current();
    const stream = aStream();
    await append(store, stream, events(1), 'new');
    const appends = Array.from({ length: 20 }, () => events(5));
    await Promise.all(appends.map((toAppend) => append(store, stream, toAppend, 'existing')));
    const recorded = ids(await collect(store.readStream(stream))).slice(1);
    for (const toAppend of appends) {
      const first = recorded.indexOf(toAppend[0]?.id ?? '');
      expect(recorded.slice(first, first + 5)).toEqual(ids(toAppend));
    }
  });
}
