import { Transform } from 'node:stream';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { SubscriptionFeed } from './subscription-feed.js';

/** What the client gives: tells notices when they come in, and keeps events until they are taken. */
class Subscription extends Transform {
  cancelled = false;

  constructor(batchSize: number) {
    super({ objectMode: true, readableHighWaterMark: batchSize });
  }

  unsubscribe(): Promise<void> {
    this.cancelled = true;
    return Promise.resolve();
  }

  override _transform(message: unknown, _: unknown, next: (error: null, event?: unknown) => void): void {
    if (typeof message === 'string') this.emit(message);
    if (typeof message === 'number') next(null, { commitPosition: BigInt(message) });
    else next(null);
  }
}

function aFeed({ batchSize = 100, signals = [] as AbortSignal[] } = {}) {
  const subscription = new Subscription(batchSize);
  const feed = new SubscriptionFeed(subscription, signals);
  return { subscription, feed };
}

/** All that is here, shortly. */
function taken(feed: SubscriptionFeed, limit = 100): unknown[] {
  const all: unknown[] = [];
  for (let fed = feed.next(limit); fed !== undefined; fed = feed.next(limit)) {
    if (fed.kind === 'events') all.push(fed.events.map(({ commitPosition }) => Number(commitPosition)));
    else all.push(fed.kind === 'checkpoint' ? Number(fed.commit) : fed.kind);
  }
  return all;
}

describe('The feed of a subscription', () => {
  it('gives notices where the server said them, not when the client heard them', async () => {
    const { subscription, feed } = aFeed();
    for (const message of [1, 2, 'caughtUp', 3, 'fellBehind', 4, 5, 'caughtUp']) subscription.write(message);
    await feed.change();
    expect(taken(feed)).toEqual([[1, 2], 'caught-up', [3], 'fell-behind', [4, 5], 'caught-up']);
  });

  it('keeps the order, whatever is read ahead and asked for at once', async () => {
    const said = fc.array(fc.oneof(fc.nat(), fc.constantFrom('caughtUp' as const, 'fellBehind' as const)), {
      maxLength: 40,
    });
    const few = fc.integer({ min: 1, max: 6 });
    await fc.assert(
      fc.asyncProperty(said, few, few, async (messages, batchSize, limit) => {
        const { subscription, feed } = aFeed({ batchSize });
        for (const message of messages) subscription.write(message);
        subscription.end();
        const heard = taken(feed, limit);
        while (feed.over === undefined) {
          await feed.change();
          heard.push(...taken(feed, limit));
        }
        const names = { caughtUp: 'caught-up', fellBehind: 'fell-behind' } as const;
        expect(heard.flat()).toEqual(
          messages.map((message) => (typeof message === 'number' ? message : names[message])),
        );
      }),
    );
  });

  it('keeps only the last of checkpoints with nothing between them', async () => {
    const { subscription, feed } = aFeed();
    subscription.write(1);
    await feed.change();
    feed.checkpoint(10n);
    feed.checkpoint(20n);
    subscription.write(21);
    await feed.change();
    feed.checkpoint(30n);
    expect(taken(feed)).toEqual([[1], 20, [21], 30]);
  });

  it('gives no more at once than it is asked for', async () => {
    const { subscription, feed } = aFeed();
    for (const message of [1, 2, 3, 4, 5]) subscription.write(message);
    await feed.change();
    expect(taken(feed, 2)).toEqual([[1, 2], [3, 4], [5]]);
  });

  it('lets no more in than a batch and what the stream itself takes while nobody asks', async () => {
    const { subscription, feed } = aFeed({ batchSize: 5 });
    let written = 0;
    while (subscription.write(written)) written += 1;
    await feed.change();
    expect(subscription.readableLength).toBeLessThanOrEqual(6);
    expect(written).toBeLessThan(5 + 2 * subscription.writableHighWaterMark);
  });

  it('waits for a change, and says when none has come in time', async () => {
    const { subscription, feed } = aFeed();
    await feed.change(1);
    expect(await feed.change(1)).toBe(false);
    const changed = feed.change();
    subscription.write(1);
    expect(await changed).toBe(true);
  });

  it('is told by a signal, until it is cancelled', async () => {
    const abort = new AbortController();
    const { subscription, feed } = aFeed({ signals: [abort.signal] });
    await feed.change(1);
    const changed = feed.change();
    abort.abort();
    expect(await changed).toBe(true);
    feed.cancel();
    expect(subscription.cancelled).toBe(true);
  });

  it('keeps a failure until it is asked for it', async () => {
    const { subscription, feed } = aFeed();
    expect(feed.over).toBeUndefined();
    const failure = new Error('Connection dropped');
    subscription.emit('error', failure);
    subscription.emit('error', new Error('and so on'));
    await feed.change();
    expect(feed.over).toBe(failure);
  });

  it('is over when the server ends it', async () => {
    const { subscription, feed } = aFeed();
    subscription.end(1);
    while (feed.over === undefined) {
      taken(feed);
      await feed.change();
    }
    expect(feed.over).toMatchObject({ message: 'the server ended the subscription' });
  });
});
