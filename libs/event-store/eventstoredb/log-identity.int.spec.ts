import { LogShorterThanCheckpointError } from '@reeve/event-store';
import type { Position } from '@reeve/event-store';
import {
  append,
  aPrefix,
  collect,
  events,
  FollowedSubscription,
  ids,
  rejectionOf,
} from '@reeve/event-store/testing';
import { describe, expect, it } from 'vitest';

import { toCommit, toPosition } from './position.js';
import { aClientOf, aDouble, anObservedStore, aStore } from './testing/given.js';

describe('A log of EventStoreDB', () => {
  it('without an event of ours has no head', async () => {
    const { url } = await aDouble();
    expect(await aStore({ url }).head()).toBeUndefined();
  });

  it('ends where our last event stands, however much the server has written for itself since', async () => {
    const server = await aDouble();
    const store = aStore({ url: server.url });
    const { position } = await append(store, `${aPrefix()}a`, events(2), 'new');
    const client = aClientOf(server);
    for (let count = 1; count <= 70; count += 1) await client.setStreamMetadata('other', { maxCount: count });
    expect(await store.head()).toBe(position);
  });

  it('shows nothing of what the server writes for itself', async () => {
    const server = await aDouble();
    const store = aStore({ url: server.url });
    const client = aClientOf(server);
    const prefix = aPrefix();
    const toAppend = events(2);
    await append(store, `${prefix}a`, toAppend.slice(0, 1), 'new');
    await client.setStreamMetadata(`${prefix}a`, { cacheControl: 1 });
    await append(store, `${prefix}a`, toAppend.slice(1), 0);
    expect(ids(await collect(store.readAll()))).toEqual(ids(toAppend));
    for (const filter of [{}, { streamPrefixes: [''] }, { typePrefixes: [''] }]) {
      expect(ids(await collect(store.readAll({ filter })))).toEqual(ids(toAppend));
      const subscription = new FollowedSubscription(store, { after: 'start', filter });
      expect(ids(await subscription.untilCaughtUp())).toEqual(ids(toAppend));
      await subscription.stop();
    }
  });

  it('is told to its end, also where the last events are not ours', async () => {
    const server = await aDouble();
    const store = aStore({ url: server.url });
    const prefix = aPrefix();
    await append(store, `${prefix}mine`, events(1), 'new');
    const { position } = await append(store, `${prefix}other`, events(3), 'new');
    const subscription = new FollowedSubscription(store, {
      after: 'start',
      filter: { streamPrefixes: [`${prefix}mine`] },
    });
    expect(await subscription.next()).toMatchObject({ kind: 'events' });
    expect(await subscription.next()).toEqual({ kind: 'checkpoint', position });
    expect(await subscription.next()).toEqual({ kind: 'caught-up' });
    await subscription.stop();
  });

  it('has no place where no event ever began', async () => {
    const { url } = await aDouble();
    const store = aStore({ url });
    const first = await append(store, `${aPrefix()}a`, events(2), 'new');
    await append(store, `${aPrefix()}a`, events(2), 'new');
    const between = toPosition((toCommit(first.position) ?? 0n) + 1n);
    const errors = await Promise.all([
      rejectionOf(collect(store.readAll({ after: between }))),
      rejectionOf(new FollowedSubscription(store, { after: between }).next()),
    ]);
    for (const error of errors) {
      expect(error).toBeInstanceOf(LogShorterThanCheckpointError);
      expect(error).toMatchObject({ checkpoint: between, head: await store.head() });
    }
  });

  it('has no place of a log of another kind', async () => {
    const { url } = await aDouble();
    const store = aStore({ url });
    const after = '0000000000000001' as Position;
    await expect(collect(store.readAll({ after }))).rejects.toBeInstanceOf(LogShorterThanCheckpointError);
  });

  it('that came back shorter is noticed by a subscription that goes on', async () => {
    const server = await aDouble({ storage: 'memory' });
    const { store, interrupted } = anObservedStore({ url: server.url });
    const prefix = aPrefix();
    await append(store, `${prefix}a`, events(50), 'new');
    const subscription = new FollowedSubscription(store, { after: 'start' });
    await subscription.untilCaughtUp();
    const failure = rejectionOf(
      (async () => {
        while ((await subscription.next()) !== undefined);
      })(),
    );
    await server.kill();
    await server.restart();
    expect(await failure).toBeInstanceOf(LogShorterThanCheckpointError);
    expect(interrupted.length).toBeGreaterThan(0);
  });
});
