import { DataKeysChangedError } from '@reeve/sealing';
import type { DataKeyStore, WrappedKey } from '@reeve/sealing';

/** For tests and trials: what is sealed under its keys is gone with the process. `close` keeps them, as a file would. */
export function createMemoryDataKeyStore(): DataKeyStore {
  const keys = new Map<string, WrappedKey>();
  const erased = new Set<string>();

  const living = () => [...keys.values()].filter((key) => !erased.has(key.subject));
  const current = (subject: string) =>
    erased.has(subject) ? 'erased' : living().findLast((key) => key.subject === subject);

  return {
    get: (id) => {
      const key = keys.get(id);
      return Promise.resolve(key !== undefined && erased.has(key.subject) ? 'erased' : key);
    },
    current: (subject) => Promise.resolve(current(subject)),
    add: (key, only) => {
      const present = current(key.subject);
      if (present === 'erased' || (present !== undefined && only === 'if-first')) {
        return Promise.resolve(present);
      }
      keys.set(key.id, key);
      return Promise.resolve(key);
    },
    destroy: (subject) => {
      for (const key of living().filter((key) => key.subject === subject)) {
        keys.set(key.id, { ...key, wrapped: Buffer.alloc(0) });
      }
      erased.add(subject);
      return Promise.resolve();
    },
    all: () => Promise.resolve(living()),
    rewrap: (rewrapped) => {
      const ids = new Set(rewrapped.map((key) => key.id));
      const present = living();
      if (ids.size !== present.length || !present.every((key) => ids.has(key.id))) {
        return Promise.reject(
          new DataKeysChangedError('Keys were added or destroyed while all were rewrapped'),
        );
      }
      for (const key of rewrapped) keys.set(key.id, key);
      return Promise.resolve();
    },
    isEmpty: () => Promise.resolve(keys.size === 0),
    close: () => Promise.resolve(),
  };
}
