import { openEventStoreDBEventStore } from '@reeve/event-store/eventstoredb';
import type { AppendCall } from '@reeve/event-store/eventstoredb';
import type { OpenHarness } from '@reeve/event-store/testing';
import { startEventStoreDB } from '@reeve/testing/eventstoredb';
import { startTcpProxy } from '@reeve/testing/faults';

import { toPosition } from '../position.js';

/** Further than any log reaches: the largest position there can be. */
const BEYOND_END = toPosition(2n ** 63n - 1n);

/** On the server that REEVE_TEST_EVENTSTOREDB_URL names, else on a double of its own; behind a proxy that cuts connections. */
export function openEventStoreDBHarness(appendCall: AppendCall): OpenHarness {
  return async () => {
    const server = await aServer();
    const proxy = await startTcpProxy(server.url);
    const open = () => openEventStoreDBEventStore({ url: proxy.url, appendCall });
    let store = open();
    return {
      get store() {
        return store;
      },
      restart: async () => {
        await store.close();
        store = open();
      },
      cutConnection: () => {
        proxy.cut();
        proxy.mend();
        return Promise.resolve();
      },
      positionBeyondEnd: () => Promise.resolve(BEYOND_END),
      dispose: async () => {
        await store.close();
        await proxy.close();
        await server.stop();
      },
    };
  };
}

async function aServer(): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const url = process.env['REEVE_TEST_EVENTSTOREDB_URL'] ?? '';
  if (url !== '') return { url, stop: () => Promise.resolve() };
  return await startEventStoreDB();
}
