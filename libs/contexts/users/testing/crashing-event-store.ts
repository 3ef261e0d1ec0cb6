import type { AppendResult, EventStore } from '@reeve/event-store';

/** The process is gone: nobody is answered, nothing more is sent. */
export class ProcessCrashed extends Error {
  override readonly name = 'ProcessCrashed';
}

/**
 * A process that dies at its n-th append (from 0), right before it is written or right after. Nothing it does later
 * reaches the log.
 */
export function crashingAt(nth: number, moment: 'before' | 'after') {
  return (eventStore: EventStore): EventStore => {
    let appends = 0;
    const assertAlive = () => {
      if (appends > nth) throw new ProcessCrashed();
    };
    return {
      async append(stream, events, expected, options): Promise<AppendResult> {
        assertAlive();
        const dies = appends === nth;
        appends += 1;
        if (dies && moment === 'before') throw new ProcessCrashed();
        const result = await eventStore.append(stream, events, expected, options);
        if (dies) throw new ProcessCrashed();
        return result;
      },
      readStream(stream, options) {
        assertAlive();
        return eventStore.readStream(stream, options);
      },
      readAll(options) {
        assertAlive();
        return eventStore.readAll(options);
      },
      subscribe: (options) => eventStore.subscribe(options),
      head: () => eventStore.head(),
      close: () => eventStore.close(),
    };
  };
}
