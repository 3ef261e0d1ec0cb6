import { MemoryLog, openMemoryEventStore } from '@reeve/event-store/memory';

import type { EventStoreHarness } from './event-store-harness.js';
import { positionBeyond } from './position-beyond.js';

export function openMemoryHarness(): Promise<EventStoreHarness> {
  const log = new MemoryLog();
  let store = openMemoryEventStore(log);
  return Promise.resolve({
    get store() {
      return store;
    },
    restart: async () => {
      await store.close();
      store = openMemoryEventStore(log);
    },
    cutConnection: () => Promise.resolve(),
    positionBeyondEnd: async () => positionBeyond(await store.head(), openMemoryEventStore()),
    dispose: () => store.close(),
  });
}
