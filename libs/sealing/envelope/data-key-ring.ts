import type { KeyObject } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { DataKeyStoreUnavailableError } from '@reeve/sealing';
import type { DataKeyStore, WrappedKey } from '@reeve/sealing';
import { makeDataKey, rewrapDataKey, unwrapDataKey } from './data-key.js';
import type { DataKey } from './data-key.js';
import { ReadWriteLock } from './read-write-lock.js';

/** More people than sign in within the time below; each takes a kilobyte, most of it outside of the heap. */
const MAX_KEYS_AT_HAND = 2_000;

/**
 * How long a key is used without asking the store again: the longest that a subject erased by another process stays readable
 * in this one.
 */
const MAX_MS_AT_HAND = 60_000;

/** The store's keys, with those in use unwrapped and at hand. */
export class DataKeyRing {
  readonly #store: DataKeyStore;
  readonly #clock: () => number;
  readonly #byId: LRUCache<string, DataKey | 'erased'>;
  readonly #currentBySubject: LRUCache<string, DataKey | 'erased'>;
  /** A key that is being loaded while its subject is destroyed or the master key changes must not outlive that. */
  readonly #lock = new ReadWriteLock();
  #master: KeyObject | undefined;

  /** @param clock milliseconds since the epoch */
  constructor(store: DataKeyStore, master: KeyObject, clock: () => number) {
    this.#store = store;
    this.#master = master;
    this.#clock = clock;
    const limits = {
      // Room is taken as keys come: `max` would set it aside for all of them.
      maxSize: MAX_KEYS_AT_HAND,
      sizeCalculation: () => 1,
      ttl: MAX_MS_AT_HAND,
      ttlResolution: 0,
      perf: { now: clock },
    };
    this.#byId = new LRUCache(limits);
    this.#currentBySubject = new LRUCache(limits);
  }

  keyAtHand(id: string): DataKey | 'erased' | undefined {
    return this.#byId.get(id);
  }

  currentAtHand(subject: string): DataKey | 'erased' | undefined {
    return this.#currentBySubject.get(subject);
  }

  /** @returns undefined when this installation never had such a key. */
  loadKey(id: string): Promise<DataKey | 'erased' | undefined> {
    return this.#lock.read(async () => {
      const stored = await this.#store.get(id);
      if (stored === undefined) return undefined;
      const key = this.#opened(stored);
      this.#byId.set(id, key);
      return key;
    });
  }

  /** The key that seals for the subject; made here if it has none. */
  loadCurrent(subject: string): Promise<DataKey | 'erased'> {
    return this.#lock.read(async () => {
      const stored = await this.#store.current(subject);
      return stored === undefined
        ? await this.#add(subject, 'if-first')
        : this.#makeCurrent(subject, this.#opened(stored));
    });
  }

  rotate(subject: string): Promise<DataKey | 'erased'> {
    return this.#lock.write(() => this.#add(subject, 'always'));
  }

  destroy(subject: string): Promise<void> {
    return this.#lock.write(async () => {
      await this.#store.destroy(subject);
      this.#currentBySubject.set(subject, 'erased');
      for (const [id, key] of this.#byId.entries()) {
        if (key !== 'erased' && key.subject === subject) this.#byId.set(id, 'erased');
      }
    });
  }

  isErased(subject: string): Promise<boolean> {
    return this.#lock.read(async () => (await this.#store.current(subject)) === 'erased');
  }

  rewrap(next: KeyObject): Promise<void> {
    return this.#lock.write(async () => {
      const master = this.#openMaster();
      const keys = await this.#store.all();
      await this.#store.rewrap(keys.map((key) => rewrapDataKey(master, next, key)));
      this.#master = next;
    });
  }

  close(): Promise<void> {
    return this.#lock.write(async () => {
      this.#byId.clear();
      this.#currentBySubject.clear();
      this.#master = undefined;
      await this.#store.close();
    });
  }

  /** Where another was first, that one. */
  async #add(subject: string, only: 'if-first' | 'always'): Promise<DataKey | 'erased'> {
    const { key, wrapped } = makeDataKey(this.#openMaster(), subject, this.#clock());
    const added = await this.#store.add(wrapped, only);
    const isOurs = added !== 'erased' && added.id === key.id;
    return this.#makeCurrent(subject, isOurs ? key : this.#opened(added));
  }

  #makeCurrent(subject: string, key: DataKey | 'erased'): DataKey | 'erased' {
    this.#currentBySubject.set(subject, key);
    if (key !== 'erased') this.#byId.set(key.id, key);
    return key;
  }

  #opened(stored: WrappedKey | 'erased'): DataKey | 'erased' {
    return stored === 'erased' ? stored : unwrapDataKey(this.#openMaster(), stored);
  }

  #openMaster(): KeyObject {
    if (this.#master === undefined) throw new DataKeyStoreUnavailableError('The sealing is closed');
    return this.#master;
  }
}
