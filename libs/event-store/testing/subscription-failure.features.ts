import type { EventStore, EventToAppend, ExpectedRevision, Position } from '@reeve/event-store';
import {
  AppendOutcomeUnknownError,
  EventStoreUnavailableError,
  LogShorterThanCheckpointError,
} from '@reeve/event-store';
import { expect, it } from 'vitest';

import type { CurrentHarness } from './event-store-contract.js';
import { FollowedSubscription } from './followed-subscription.js';
import { append, aPrefix, aStream, events, ids, rejectionOf } from './given.js';

export function subscriptionFailureFeatures(current: CurrentHarness): void {
  it('8.1 that is aborted while it waits ends without an error', async () => {
    const { store } = current();
    const subscription = new FollowedSubscription(store, {
      after: 'start',
      filter: { streamPrefixes: [aPrefix()] },
    });
    await subscription.untilCaughtUp();
    const ended = subscription.next();
    subscription.abort();
    expect(await ended).toBeUndefined();
  });

  it('8.2 that is aborted before it begins ends without an error', async () => {
    const subscription = new FollowedSubscription(current().store, { after: 'start' });
    subscription.abort();
    expect(await subscription.next()).toBeUndefined();
  });

  it('8.3 that is aborted between two batches hands over nothing more', async () => {
    const { store } = current();
    const prefix = aPrefix();
    await append(store, `${prefix}a`, events(20), 'new');
    const subscription = new FollowedSubscription(store, {
      after: 'start',
      filter: { streamPrefixes: [prefix] },
      batchSize: 5,
    });
    await subscription.events(1);
    subscription.abort();
    expect(await subscription.next()).toBeUndefined();
    expect(await subscription.next()).toBeUndefined();
  });

  it('8.4 that is aborted leaves the others and the store alone', async () => {
    const { store } = current();
    const prefix = aPrefix();
    const options = { after: 'start', filter: { streamPrefixes: [prefix] } } as const;
    const [one, other] = [new FollowedSubscription(store, options), new FollowedSubscription(store, options)];
    await Promise.all([one.untilCaughtUp(), other.untilCaughtUp()]);
    await one.stop();
    const toAppend = events(2);
    await append(store, `${prefix}a`, toAppend, 'new');
    expect(ids(await other.events(2))).toEqual(ids(toAppend));
    await other.stop();
  });

  it('8.5 after a position that the log does not reach is refused', async () => {
    const { store } = current();
    await append(store, aStream(), events(1), 'new');
    const after = await current().positionBeyondEnd();
    const error = await rejectionOf(new FollowedSubscription(store, { after }).next());
    expect(error).toBeInstanceOf(LogShorterThanCheckpointError);
    expect(error).toMatchObject({ checkpoint: after });
  });

  it('8.6 after what is no position of such a log is refused', async () => {
    const after = 'not a position' as Position;
    const error = await rejectionOf(new FollowedSubscription(current().store, { after }).next());
    expect(error).toBeInstanceOf(LogShorterThanCheckpointError);
  });

  it('8.7 resumed by another process after the last delivered event misses and doubles nothing', async () => {
    const prefix = aPrefix();
    const filter = { streamPrefixes: [prefix] };
    const toAppend = events(50);
    await append(current().store, `${prefix}a`, toAppend.slice(0, 30), 'new');
    const before = new FollowedSubscription(current().store, { after: 'start', filter, batchSize: 7 });
    const delivered = await before.events(12);
    await before.stop();

    await current().restart();

    await append(current().store, `${prefix}a`, toAppend.slice(30), 29);
    const after = delivered.at(-1)?.position ?? 'start';
    const resumed = new FollowedSubscription(current().store, { after, filter, batchSize: 7 });
    delivered.push(...(await resumed.untilCaughtUp()));
    while (delivered.length < toAppend.length) delivered.push(...(await resumed.untilCaughtUp()));
    expect(ids(delivered)).toEqual(ids(toAppend));
    await resumed.stop();
  });

  it('8.8 goes on by itself when its connection is cut', async () => {
    const { store } = current();
    const prefix = aPrefix();
    const toAppend = events(90);
    const subscription = new FollowedSubscription(store, {
      after: 'start',
      filter: { streamPrefixes: [prefix] },
      batchSize: 7,
    });
    await append(store, `${prefix}a`, toAppend.slice(0, 30), 'new');
    const delivered = await subscription.events(10);

    await current().cutConnection();
    await appendUntilAnswered(store, `${prefix}a`, toAppend.slice(30, 60), 29);
    delivered.push(...(await subscription.events(50 - delivered.length)));

    await current().cutConnection();
    await appendUntilAnswered(store, `${prefix}a`, toAppend.slice(60), 59);
    delivered.push(...(await subscription.events(toAppend.length - delivered.length)));

    expect(ids(delivered)).toEqual(ids(toAppend));
    await subscription.stop();
  });

  it('8.9 under which the store is closed fails as unavailable', async () => {
    const { store } = current();
    const subscription = new FollowedSubscription(store, {
      after: 'start',
      filter: { streamPrefixes: [aPrefix()] },
    });
    await subscription.untilCaughtUp();
    const failure = rejectionOf(subscription.next());
    await store.close();
    expect(await failure).toBeInstanceOf(EventStoreUnavailableError);
    await current().restart();
  });
}

/** What a caller does whose store has lost its connection: the same again, until there is an answer. */
async function appendUntilAnswered(
  store: EventStore,
  stream: string,
  toAppend: readonly EventToAppend[],
  expected: ExpectedRevision,
): Promise<void> {
  for (;;) {
    try {
      await append(store, stream, toAppend, expected);
      return;
    } catch (error) {
      if (!(error instanceof EventStoreUnavailableError || error instanceof AppendOutcomeUnknownError)) {
        throw error;
      }
    }
  }
}
