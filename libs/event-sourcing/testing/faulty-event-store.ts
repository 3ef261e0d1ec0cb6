import type { AppendResult, EventStore } from '@reeve/event-store';

type Append = EventStore['append'];
/** What becomes of an append: `send` does it for real. */
export type Fault = (send: () => Promise<AppendResult>) => Promise<AppendResult>;

/** An event store that meets the given faults, one an append, and then is well. */
export function faulty(store: EventStore, faults: Fault[]): EventStore {
  const append: Append = (...args) => {
    const fault = faults.shift();
    const send = () => store.append(...args);
    return fault === undefined ? send() : fault(send);
  };
  return {
    append,
    readStream: (...args) => store.readStream(...args),
    readAll: (...args) => store.readAll(...args),
    subscribe: (...args) => store.subscribe(...args),
    head: () => store.head(),
    close: () => store.close(),
  };
}
