import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { openSqliteEventStore } from '@reeve/event-store/sqlite';

import type { EventStoreHarness } from './event-store-harness.js';
import { positionBeyond } from './position-beyond.js';

export async function openSqliteHarness(): Promise<EventStoreHarness> {
  const folder = await mkdtemp(join(tmpdir(), 'reeve-event-store-'));
  const path = join(folder, 'events.db');
  let store = await openSqliteEventStore({ path });
  return {
    get store() {
      return store;
    },
    restart: async () => {
      await store.close();
      store = await openSqliteEventStore({ path });
    },
    cutConnection: () => Promise.resolve(),
    positionBeyondEnd: async () => {
      const longer = await openSqliteEventStore({ path: join(folder, 'longer.db') });
      try {
        return await positionBeyond(await store.head(), longer);
      } finally {
        await longer.close();
      }
    },
    dispose: async () => {
      await store.close();
      await rm(folder, { recursive: true });
    },
  };
}
