import type { EventStore } from '@reeve/event-store';

interface Shared {
  readonly url: string;
  readonly store: EventStore;
  users: number;
}

let shared: Shared | undefined;

/**
 * EventStoreDB's client can be in a process once: what goes wrong with one would befall another. So services that are started
 * one by one in one process share it, and the last of them closes it.
 *
 * @param open is called when nobody has it open.
 * @throws what `open` throws.
 */
export function shareEventStore(url: string, open: () => EventStore): EventStore {
  const joined = shared?.url === url ? shared : { url, store: open(), users: 0 };
  shared = joined;
  joined.users += 1;
  let closed: Promise<void> | undefined;
  return handleOf(joined.store, () => (closed ??= leave(joined)));
}

async function leave(joined: Shared): Promise<void> {
  joined.users -= 1;
  if (joined.users > 0) return;
  if (shared === joined) shared = undefined;
  await joined.store.close();
}

function handleOf(store: EventStore, close: () => Promise<void>): EventStore {
  return {
    append: (...args) => store.append(...args),
    readStream: (...args) => store.readStream(...args),
    readAll: (...args) => store.readAll(...args),
    subscribe: (...args) => store.subscribe(...args),
    head: () => store.head(),
    close,
  };
}
