import type { DocumentStore } from '@reeve/document-store';
import type { Clock } from '../clock.js';

/**
 * A process that can be stopped and continued (SIGSTOP, SIGCONT) in the middle of its work. While it is stopped, its pauses
 * do not end and nothing of its leaves for the document store; its clock goes on.
 */
export class FreezableProcess {
  private frozen: Promise<void> | undefined;
  private thawed: () => void = () => undefined;

  freeze(): void {
    this.frozen = new Promise((resolve) => (this.thawed = resolve));
  }

  thaw(): void {
    this.frozen = undefined;
    this.thawed();
  }

  clock(clock: Clock): Clock {
    return {
      now: () => clock.now(),
      sleep: async (ms, signal) => {
        await clock.sleep(ms, signal);
        await this.frozen;
      },
    };
  }

  documents(store: DocumentStore): DocumentStore {
    const whenThawed = async <T>(action: () => Promise<T>): Promise<T> => {
      await this.frozen;
      const result = await action();
      await this.frozen;
      return result;
    };
    return {
      get contact() {
        return store.contact;
      },
      collection: (definition) => {
        const collection = store.collection(definition);
        const reading = {
          ...collection,
          get: (id: string) => whenThawed(() => collection.get(id)),
          find: (...args: Parameters<typeof collection.find>) => whenThawed(() => collection.find(...args)),
        };
        return reading as unknown as ReturnType<typeof store.collection<never>>;
      },
      write: (...args) => whenThawed(() => store.write(...args)),
      checkpoint: (projection) => whenThawed(() => store.checkpoint(projection)),
      reset: (...args) => whenThawed(() => store.reset(...args)),
      removeWhere: (...args) => whenThawed(() => store.removeWhere(...args)),
      close: () => store.close(),
    };
  }
}
