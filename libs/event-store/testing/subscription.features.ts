import type { EventFilter, Position, RecordedEvent } from '@reeve/event-store';
import { comparePositions } from '@reeve/event-store';
import { expect, it } from 'vitest';

import type { CurrentHarness } from './event-store-contract.js';
import { FollowedSubscription } from './followed-subscription.js';
import { anEvent, append, appendOneByOne, aPrefix, collect, events, ids } from './given.js';

export function subscriptionFeatures(current: CurrentHarness): void {
  it('7.1 from the start hands over all there is, then says that it has caught up', async () => {
    const { store } = current();
    const prefix = aPrefix();
    const toAppend = events(6);
    await append(store, `${prefix}a`, toAppend.slice(0, 4), 'new');
    await append(store, `${prefix}b`, toAppend.slice(4), 'new');
    const filter = { streamPrefixes: [prefix] };

    const subscription = new FollowedSubscription(store, { after: 'start', filter });

    expect(await subscription.untilCaughtUp()).toEqual(await collect(store.readAll({ filter })));
    await subscription.stop();
  });

  it('7.2 that has caught up hands over what is appended then', async () => {
    const { store } = current();
    const prefix = aPrefix();
    const filter = { streamPrefixes: [prefix] };
    const subscription = new FollowedSubscription(store, { after: 'start', filter });
    expect(await subscription.untilCaughtUp()).toEqual([]);
    for (let revision = 0; revision < 5; revision += 1) {
      const [event = anEvent()] = events(1);
      await append(store, `${prefix}a`, [event], revision === 0 ? 'new' : revision - 1);
      expect(await subscription.events(1)).toMatchObject([{ ...event, revision }]);
    }
    await subscription.stop();
  });

  it('7.3 that waits is woken by an append', async () => {
    const { store } = current();
    const prefix = aPrefix();
    const filter = { streamPrefixes: [prefix] };
    const subscription = new FollowedSubscription(store, { after: 'start', filter });
    await subscription.untilCaughtUp();
    const delivered = subscription.events(2);
    const toAppend = events(2);
    await append(store, `${prefix}a`, toAppend, 'new');
    expect(ids(await delivered)).toEqual(ids(toAppend));
    await subscription.stop();
  });

  it('7.4 from the end hands over only what is appended after', async () => {
    const { store } = current();
    const prefix = aPrefix();
    await append(store, `${prefix}a`, events(3), 'new');
    const subscription = new FollowedSubscription(store, {
      after: 'end',
      filter: { streamPrefixes: [prefix] },
    });
    expect(await subscription.untilCaughtUp()).toEqual([]);
    const toAppend = events(2);
    await append(store, `${prefix}a`, toAppend, 2);
    expect(ids(await subscription.events(2))).toEqual(ids(toAppend));
    await subscription.stop();
  });

  it('7.5 after a position starts with the next event', async () => {
    const { store } = current();
    const prefix = aPrefix();
    const filter = { streamPrefixes: [prefix] };
    const results = await appendOneByOne(store, `${prefix}a`, events(4));
    for (const [index, { position }] of results.entries()) {
      const subscription = new FollowedSubscription(store, { after: position, filter });
      const delivered = await subscription.untilCaughtUp();
      expect(delivered.map(({ revision }) => revision)).toEqual([0, 1, 2, 3].slice(index + 1));
      await subscription.stop();
    }
  });

  it('7.6 without a filter hands over everything', async () => {
    const { store } = current();
    const prefix = aPrefix();
    const { position: after } = await append(store, `${prefix}a`, events(1), 'new');
    const toAppend = [events(2), events(2)] as const;
    await append(store, `${prefix}b`, toAppend[0], 'new');
    await append(store, `${prefix}c`, toAppend[1], 'new');
    const subscription = new FollowedSubscription(store, { after });
    const delivered = await subscription.untilCaughtUp();
    const own = delivered.filter(({ stream }) => stream.startsWith(prefix));
    expect(ids(own)).toEqual(ids(toAppend.flat()));
    await subscription.stop();
  });

  it.each<{ filter: EventFilter; passing: readonly string[] }>([
    { filter: { streamPrefixes: ['a', 'b'] }, passing: ['a0', 'a1', 'b0'] },
    { filter: { typePrefixes: ['testing.two.'] }, passing: ['a1', 'c0'] },
    { filter: { streamPrefixes: ['a', 'b'], typePrefixes: ['testing.one.'] }, passing: ['a0', 'b0'] },
  ])('7.7 with $filter hands over $passing, both before and after it has caught up', async (example) => {
    const { store } = current();
    const prefix = aPrefix();
    const subscribe = (): FollowedSubscription =>
      new FollowedSubscription(store, {
        after: 'start',
        filter: {
          ...example.filter,
          streamPrefixes: (example.filter.streamPrefixes ?? ['']).map((end) => prefix + end),
        },
      });
    const live = subscribe();
    await live.untilCaughtUp();

    const one = anEvent({ type: 'testing.one.happened.v1' });
    const two = anEvent({ type: 'testing.two.happened.v1' });
    await append(store, `${prefix}a`, [one, two], 'new');
    await append(store, `${prefix}b`, [one], 'new');
    await append(store, `${prefix}c`, [two], 'new');

    const names = (delivered: readonly RecordedEvent[]): string[] =>
      delivered.map(({ stream, revision }) => `${stream.slice(prefix.length)}${String(revision)}`);
    const later = subscribe();
    expect(names(await later.untilCaughtUp())).toEqual(example.passing);
    expect(names(await live.events(example.passing.length))).toEqual(example.passing);
    await Promise.all([later.stop(), live.stop()]);
  });

  it('7.8 that nothing passes still moves on, and can be resumed from there', async () => {
    const { store } = current();
    const prefix = aPrefix();
    const filter = { streamPrefixes: [`${prefix}mine`] };
    const subscription = new FollowedSubscription(store, { after: 'end', filter });
    await subscription.untilCaughtUp();
    const { position: passed } = await append(store, `${prefix}other`, events(1), 'new');

    const checkpoint = await checkpointReaching(subscription, passed, () =>
      append(store, `${prefix}other`, events(1), 'existing'),
    );
    await subscription.stop();

    const toAppend = events(1);
    await append(store, `${prefix}mine`, toAppend, 'new');
    const resumed = new FollowedSubscription(store, { after: checkpoint, filter });
    expect(ids(await resumed.untilCaughtUp())).toEqual(ids(toAppend));
    await resumed.stop();
  });

  it('7.9 tells positions that ascend, checkpoints and events together', async () => {
    const { store } = current();
    const prefix = aPrefix();
    const mine: Position[] = [];
    for (let number = 0; number < 10; number += 1) {
      mine.push((await append(store, `${prefix}mine${String(number)}`, events(1), 'new')).position);
      await append(store, `${prefix}other${String(number)}`, events(1), 'new');
    }
    const filter = { streamPrefixes: [`${prefix}mine`] };
    const subscription = new FollowedSubscription(store, { after: 'start', filter, batchSize: 3 });
    const told: Position[] = [];
    for (;;) {
      const message = await subscription.next();
      if (message?.kind === 'events') told.push(...message.events.map(({ position }) => position));
      else if (message?.kind === 'checkpoint') told.push(message.position);
      else break;
    }
    expect([...new Set(told)].sort(comparePositions)).toEqual(told);
    expect(told).toEqual(expect.arrayContaining(mine));
    await subscription.stop();
  });

  it('7.10 hands over no more at once than the batch size', async () => {
    const { store } = current();
    const prefix = aPrefix();
    const toAppend = events(50);
    await append(store, `${prefix}a`, toAppend, 'new');
    const subscription = new FollowedSubscription(store, {
      after: 'start',
      filter: { streamPrefixes: [prefix] },
      batchSize: 7,
    });
    const delivered: RecordedEvent[] = [];
    for (;;) {
      const message = await subscription.next();
      if (message?.kind === 'caught-up') break;
      if (message?.kind !== 'events') continue;
      expect(message.events.length).toBeGreaterThan(0);
      expect(message.events.length).toBeLessThanOrEqual(7);
      delivered.push(...message.events);
    }
    expect(ids(delivered)).toEqual(ids(toAppend));
    await subscription.stop();
  });

  it('7.11 keeps up with a slow consumer: nothing is lost, doubled or out of order', async () => {
    const { store } = current();
    const prefix = aPrefix();
    const subscription = new FollowedSubscription(store, {
      after: 'start',
      filter: { streamPrefixes: [prefix] },
      batchSize: 10,
    });
    await subscription.untilCaughtUp();
    const appended: string[] = [];
    const delivered: RecordedEvent[] = [];
    for (let round = 0; round < 10; round += 1) {
      const toAppend = events(60);
      await append(store, `${prefix}a`, toAppend, round === 0 ? 'new' : appended.length - 1);
      appended.push(...ids(toAppend));
      delivered.push(...(await subscription.events(1)));
    }
    delivered.push(...(await subscription.events(appended.length - delivered.length)));
    expect(ids(delivered)).toEqual(appended);
    await subscription.stop();
  });

  it('7.12 that fell behind says again that it has caught up', async () => {
    const { store } = current();
    const prefix = aPrefix();
    const subscription = new FollowedSubscription(store, {
      after: 'start',
      filter: { streamPrefixes: [prefix] },
      batchSize: 10,
    });
    await subscription.untilCaughtUp();
    for (let round = 0; round < 3; round += 1) {
      const toAppend = events(500);
      await append(store, `${prefix}a`, toAppend, round === 0 ? 'new' : round * 500 - 1);
      // The end may be said to be reached more than once on the way, but not for the last time before it is.
      const delivered: RecordedEvent[] = [];
      while (delivered.length < 500) delivered.push(...(await subscription.untilCaughtUp()));
      expect(ids(delivered)).toEqual(ids(toAppend));
    }
    await subscription.stop();
  });

  it('7.13 is one of several, each at its own pace', async () => {
    const { store } = current();
    const prefix = aPrefix();
    const toAppend = events(300);
    const subscriptions = [1, 7, 100, 500].map(
      (batchSize) =>
        new FollowedSubscription(store, { after: 'start', filter: { streamPrefixes: [prefix] }, batchSize }),
    );
    const following = subscriptions.map((subscription) => subscription.events(toAppend.length));
    for (let from = 0; from < toAppend.length; from += 30) {
      await append(store, `${prefix}a`, toAppend.slice(from, from + 30), from === 0 ? 'new' : from - 1);
    }
    for (const delivered of await Promise.all(following)) expect(ids(delivered)).toEqual(ids(toAppend));
    await Promise.all(subscriptions.map((subscription) => subscription.stop()));
  });

  it('7.14 hands over what many writers append at once, in the order of the log', async () => {
    const { store } = current();
    const prefix = aPrefix();
    const filter = { streamPrefixes: [prefix] };
    const subscription = new FollowedSubscription(store, { after: 'start', filter });
    const delivered = subscription.events(200);
    await Promise.all(
      Array.from({ length: 100 }, (_, writer) =>
        append(store, `${prefix}${String(writer)}`, events(2), 'new'),
      ),
    );
    expect(await delivered).toEqual(await collect(store.readAll({ filter })));
    await subscription.stop();
  });
}

/** Goes on appending what the filter does not let pass until the subscription has told that it is beyond a position. */
async function checkpointReaching(
  subscription: FollowedSubscription,
  goal: Position,
  appendMore: () => Promise<unknown>,
): Promise<Position> {
  let reached: Position | undefined;
  const told = (async () => {
    while (reached === undefined) {
      const checkpoint = await subscription.checkpoint();
      if (comparePositions(checkpoint, goal) !== -1) reached = checkpoint;
    }
    return reached;
  })();
  // A store may look only at every so many events for a checkpoint.
  const isToldYet = (): boolean => reached !== undefined;
  while (!isToldYet()) await appendMore();
  return told;
}
