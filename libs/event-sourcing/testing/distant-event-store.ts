import { setTimeout as delay } from 'node:timers/promises';
import type { EventStore } from '@reeve/event-store';

/** An event store at the other end of a network: every append and every read of a stream takes so many milliseconds. */
export function distant(
  store: EventStore,
  { appendMs, readMs }: { appendMs: number; readMs: number },
): EventStore {
  return {
    append: async (...args) => {
      await delay(appendMs / 2);
      try {
        return await store.append(...args);
      } finally {
        await delay(appendMs / 2);
      }
    },
    async *readStream(...args) {
      await delay(readMs);
      yield* store.readStream(...args);
    },
    readAll: (...args) => store.readAll(...args),
    subscribe: (...args) => store.subscribe(...args),
    head: () => store.head(),
    close: () => store.close(),
  };
}
