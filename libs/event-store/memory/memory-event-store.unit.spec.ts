import { append, aStream, events, eventStoreContract, openMemoryHarness } from '@reeve/event-store/testing';
import { describe, expect, it } from 'vitest';

import { openMemoryEventStore } from './index.js';

eventStoreContract('memory', openMemoryHarness);

describe('memory event store', () => {
  it('has no head while it is empty', async () => {
    expect(await openMemoryEventStore().head()).toBeUndefined();
  });

  it('shares nothing with another one', async () => {
    await append(openMemoryEventStore(), aStream(), events(1), 'new');
    expect(await openMemoryEventStore().head()).toBeUndefined();
  });
});
