import {
  append,
  aStream,
  events,
  eventStoreContract,
  FollowedSubscription,
  openMemoryHarness,
} from '@reeve/event-store/testing';
import { describe, expect, it } from 'vitest';

import { openMemoryEventStore } from './index.js';

eventStoreContract('memory', openMemoryHarness);

describe('memory event store', () => {
  it('has no head while it is empty', async () => {
    expect(await openMemoryEventStore().head()).toBeUndefined();
  });

  it('tells its way to the end of the log when nothing there passes', async () => {
    const store = openMemoryEventStore();
    await append(store, 'mine-1', events(2), 'new');
    const { position: head } = await append(store, 'other-1', events(3), 'new');
    const subscription = new FollowedSubscription(store, {
      after: 'start',
      filter: { streamPrefixes: ['mine-'] },
    });
    expect(await subscription.next()).toMatchObject({ kind: 'events' });
    expect(await subscription.next()).toEqual({ kind: 'checkpoint', position: head });
    expect(await subscription.next()).toEqual({ kind: 'caught-up' });
    await subscription.stop();
  });

  it('shares nothing with another one', async () => {
    await append(openMemoryEventStore(), aStream(), events(1), 'new');
    expect(await openMemoryEventStore().head()).toBeUndefined();
  });
});
