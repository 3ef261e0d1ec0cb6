import { AppendOutcomeUnknownError, EventStoreUnavailableError } from '@reeve/event-store';
import { expect, it } from 'vitest';

import type { CurrentHarness } from './event-store-contract.js';
import { FollowedSubscription } from './followed-subscription.js';
import { append, aStream, collect, events, ids, rejectionOf } from './given.js';

export function failureFeatures(current: CurrentHarness): void {
  it('9.1 an append whose deadline is over is not written', async () => {
    const { store } = current();
    const stream = aStream();
    const error = await rejectionOf(store.append(stream, events(1), 'new', { deadline: Date.now() - 1 }));
    expect([EventStoreUnavailableError.name, AppendOutcomeUnknownError.name]).toContain(
      (error as Error).name,
    );
    expect(await collect(store.readStream(stream))).toEqual([]);
    expect(await append(store, stream, events(1), 'new')).toMatchObject({ revision: 0 });
  });

  it('9.2 a deadline further away than any timer reaches is one', async () => {
    const { store } = current();
    const appended = store.append(aStream(), events(1), 'new', { deadline: Number.MAX_SAFE_INTEGER });
    expect(await appended).toMatchObject({ revision: 0 });
  });

  it('9.3 a closed store is unavailable, whatever it is asked', async () => {
    const { store } = current();
    const stream = aStream();
    const { position } = await append(store, stream, events(1), 'new');
    await store.close();

    const asked = [
      append(store, stream, events(1), 0),
      collect(store.readStream(stream)),
      collect(store.readAll({ after: position })),
      new FollowedSubscription(store, { after: 'start' }).next(),
      store.head(),
    ];
    for (const answer of asked) {
      expect(await rejectionOf(answer)).toBeInstanceOf(EventStoreUnavailableError);
    }
    await current().restart();
    expect(await collect(current().store.readStream(stream))).toHaveLength(1);
  });

  it('9.4 closing finishes the appends that were taken', async () => {
    const { store } = current();
    const streams = Array.from({ length: 30 }, aStream);
    const appends = streams.map((stream) => append(store, stream, events(2), 'new'));
    const closed = store.close();
    const results = await Promise.all(appends);
    await closed;

    await current().restart();

    for (const [index, stream] of streams.entries()) {
      const recorded = await collect(current().store.readStream(stream));
      expect(recorded.at(-1)?.position).toBe(results[index]?.position);
    }
  });

  it('9.5 closing again is no error', async () => {
    const { store } = current();
    await Promise.all([store.close(), store.close()]);
    await store.close();
    await current().restart();
  });

  it('9.6 a reading that is under way when the store is closed ends as unavailable or with all it has', async () => {
    const { store } = current();
    const stream = aStream();
    const toAppend = events(1000);
    await append(store, stream, toAppend, 'new');
    const reading = store.readStream(stream)[Symbol.asyncIterator]();
    await reading.next();
    await store.close();
    const rest: string[] = [];
    try {
      for (let next = await reading.next(); next.done !== true; next = await reading.next()) {
        rest.push(next.value.id);
      }
      expect(rest).toEqual(ids(toAppend.slice(1)));
    } catch (error) {
      expect(error).toBeInstanceOf(EventStoreUnavailableError);
    }
    await current().restart();
  });
}
