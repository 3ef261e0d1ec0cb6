import { EventStoreUnavailableError } from '@reeve/event-store';
import type { EventStore, Position } from '@reeve/event-store';
import { append, aPrefix, events, FollowedSubscription, ids, rejectionOf } from '@reeve/event-store/testing';
import { describe, expect, it, onTestFinished } from 'vitest';

import { aDouble, anObservedStore, aProxyOf, aStore, uncaughtErrors } from './testing/given.js';

function aSubscription(
  store: EventStore,
  prefix: string,
  after: Position | 'start' | 'end' = 'start',
): FollowedSubscription {
  const subscription = new FollowedSubscription(store, { after, filter: { streamPrefixes: [prefix] } });
  onTestFinished(() => subscription.stop());
  return subscription;
}

describe('A catch-up subscription to EventStoreDB', () => {
  it('waits for a server that is not there yet', async () => {
    const server = await aDouble();
    await server.kill();
    const { store, interrupted } = anObservedStore({ url: server.url });
    const caughtUp = aSubscription(store, aPrefix()).untilCaughtUp();
    await expect.poll(() => interrupted.length).toBeGreaterThan(1);
    await server.restart();
    expect(await caughtUp).toEqual([]);
  });

  it.each([{ starting: true }, { unavailable: true }])('waits for a server that is %j', async (fault) => {
    const server = await aDouble();
    const prefix = aPrefix();
    const { store, interrupted } = anObservedStore({ url: server.url });
    const toAppend = events(2);
    await append(store, `${prefix}a`, toAppend, 'new');
    await server.faults.set(fault);
    const delivered = aSubscription(store, prefix).untilCaughtUp();
    await expect.poll(() => interrupted.length).toBeGreaterThan(1);
    await server.faults.clear();
    expect(ids(await delivered)).toEqual(ids(toAppend));
  });

  it('goes on when the server is killed and comes back, and says again that it has caught up', async () => {
    const server = await aDouble({ storage: 'file' });
    const { store } = anObservedStore({ url: server.url });
    const uncaught = uncaughtErrors();
    const prefix = aPrefix();
    const toAppend = events(30);
    const subscription = aSubscription(store, prefix);
    const delivered = await subscription.untilCaughtUp();
    for (let round = 0; round < 3; round += 1) {
      const some = toAppend.slice(round * 10, round * 10 + 10);
      await append(store, `${prefix}a`, some, round === 0 ? 'new' : round * 10 - 1);
      delivered.push(...(await subscription.events(5)));
      await server.kill();
      await server.restart();
      delivered.push(...(await subscription.events(10 - (delivered.length - round * 10))));
      await subscription.untilCaughtUp();
    }
    expect(ids(delivered)).toEqual(ids(toAppend));
    expect(uncaught).toEqual([]);
  });

  it('from the end misses nothing that is appended after it has caught up, whatever breaks then', async () => {
    const server = await aDouble();
    const proxy = await aProxyOf(server);
    const store = aStore({ url: proxy.url });
    const prefix = aPrefix();
    await append(store, `${prefix}a`, events(1), 'new');
    const subscription = aSubscription(store, prefix, 'end');
    await subscription.untilCaughtUp();
    proxy.cut();
    proxy.mend();
    const toAppend = events(3);
    await append(store, `${prefix}a`, toAppend, 0);
    expect(ids(await subscription.events(3))).toEqual(ids(toAppend));
  });

  it('notices by itself that its connection is dead though nobody says so', async () => {
    const server = await aDouble();
    const proxy = await aProxyOf(server);
    const url = `${proxy.url}&keepAliveInterval=10000&keepAliveTimeout=500`;
    const { store, interrupted } = anObservedStore({ url });
    const prefix = aPrefix();
    const subscription = aSubscription(store, prefix);
    await subscription.untilCaughtUp();
    proxy.forget();
    const toAppend = events(1);
    await append(store, `${prefix}a`, toAppend, 'new');
    const began = performance.now();
    expect(ids(await subscription.events(1))).toEqual(ids(toAppend));
    expect(performance.now() - began).toBeLessThan(12_000);
    expect(interrupted).toHaveLength(1);
  });

  it('is brought over to a new connection by the first reading that gets no answer', async () => {
    const server = await aDouble();
    const proxy = await aProxyOf(server);
    const store = aStore({ url: proxy.url });
    const prefix = aPrefix();
    const subscription = aSubscription(store, prefix);
    await subscription.untilCaughtUp();
    proxy.forget();
    const toAppend = events(1);
    await append(store, `${prefix}a`, toAppend, 'new');
    expect(await rejectionOf(store.head())).toBeInstanceOf(EventStoreUnavailableError);
    const began = performance.now();
    expect(ids(await subscription.events(1))).toEqual(ids(toAppend));
    expect(await store.head()).toBeDefined();
    expect(performance.now() - began).toBeLessThan(2_000);
  });

  it('is ended at once by its signal, also while no server is there', async () => {
    const server = await aDouble();
    await server.kill();
    const { store, interrupted } = anObservedStore({ url: server.url });
    const subscription = aSubscription(store, aPrefix());
    const ended = subscription.next();
    await expect.poll(() => interrupted.length).toBeGreaterThan(0);
    subscription.abort();
    expect(await ended).toBeUndefined();
  });

  it('fails when the store is closed, also while no server is there', async () => {
    const server = await aDouble();
    await server.kill();
    const { store, interrupted } = anObservedStore({ url: server.url });
    const failure = rejectionOf(aSubscription(store, aPrefix()).next());
    await expect.poll(() => interrupted.length).toBeGreaterThan(0);
    await store.close();
    expect(await failure).toBeInstanceOf(EventStoreUnavailableError);
  });

  it('hands over each event once when the server sends them slowly', async () => {
    const server = await aDouble();
    const store = aStore({ url: server.url });
    const prefix = aPrefix();
    const toAppend = events(40);
    await append(store, `${prefix}a`, toAppend, 'new');
    await server.faults.set({ slowReadsMs: 10 });
    const delivered = await aSubscription(store, prefix).untilCaughtUp();
    expect(ids(delivered)).toEqual(ids(toAppend));
  });
});
