import { DataKeyStoreUnavailableError } from '@reeve/sealing';
import type { DataKeyStore, WrappedKey } from '@reeve/sealing';
import { AddingThread } from './adding-thread.js';
import type { Addition, KeyTable } from './key-table.js';
import { toPortError } from './store-failure.js';

interface PendingAddition extends Addition {
  readonly resolve: (added: WrappedKey | 'erased') => void;
  readonly reject: (error: unknown) => void;
}

/** From as many keys on a thread adds them, which is started for the first of these: an import's, for instance. */
const MANY = 8;

/**
 * Works in the thread of its caller, but for adding many keys at once. While a thread does that, the file is not touched from here:
 * SQLite would have the caller's whole process wait for the disk, where only whoever asks has to.
 */
export class SqliteDataKeyStore implements DataKeyStore {
  private pending: PendingAddition[] = [];
  private thread: AddingThread | undefined;
  /** Resolves, whatever becomes of it, when the thread has added what it is at: wait for it, then go on at once. */
  private underWay: Promise<unknown> | undefined;
  private closed = false;

  /** @param keys in the file of this path; closed with the store. */
  constructor(
    private readonly keys: KeyTable,
    private readonly path: string,
  ) {}

  get(id: string): Promise<WrappedKey | 'erased' | undefined> {
    return this.run((keys) => keys.get(id));
  }

  current(subject: string): Promise<WrappedKey | 'erased' | undefined> {
    return this.run((keys) => keys.current(subject));
  }

  /** What is added in one turn of the event loop is committed together: it is the disk that takes the time. */
  add(key: WrappedKey, only: 'if-first' | 'always'): Promise<WrappedKey | 'erased'> {
    return new Promise((resolve, reject) => {
      if (this.pending.length === 0) setImmediate(() => void this.addPending());
      this.pending.push({ key, only, resolve, reject });
    });
  }

  destroy(subject: string): Promise<void> {
    return this.run((keys) => keys.destroy(subject));
  }

  all(): Promise<readonly WrappedKey[]> {
    return this.run((keys) => keys.all());
  }

  rewrap(changed: readonly WrappedKey[]): Promise<void> {
    return this.run((keys) => keys.rewrap(changed));
  }

  isEmpty(): Promise<boolean> {
    return this.run((keys) => keys.isEmpty());
  }

  async close(): Promise<void> {
    await this.addPending();
    while (this.underWay !== undefined) await this.underWay;
    if (this.closed) return;
    this.closed = true;
    this.keys.close();
    await this.thread?.close();
  }

  private async addPending(): Promise<void> {
    while (this.underWay !== undefined) await this.underWay;
    const pending = this.pending;
    if (pending.length === 0) return;
    this.pending = [];
    try {
      const added = await (pending.length < MANY
        ? this.run((keys) => keys.add(pending))
        : this.inThread(pending));
      pending.forEach(({ key, resolve }, index) => resolve(added[index] ?? key));
    } catch (error) {
      for (const { reject } of pending) reject(error);
    }
  }

  /** Only at rest. */
  private inThread(additions: readonly Addition[]): Promise<readonly (WrappedKey | 'erased')[]> {
    this.checkOpen();
    if (this.thread === undefined || this.thread.isOver) this.thread = new AddingThread(this.path);
    const adding = this.thread.add(additions);
    const underWay = adding.catch(() => undefined).then(() => (this.underWay = undefined));
    this.underWay = underWay;
    return adding;
  }

  private async run<T>(work: (keys: KeyTable) => T): Promise<T> {
    while (this.underWay !== undefined) await this.underWay;
    this.checkOpen();
    try {
      return work(this.keys);
    } catch (error) {
      throw toPortError(error);
    }
  }

  private checkOpen(): void {
    if (this.closed) throw new DataKeyStoreUnavailableError('The key store is closed');
  }
}
