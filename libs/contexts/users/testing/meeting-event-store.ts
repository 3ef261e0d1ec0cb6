import type { EventStore } from '@reeve/event-store';

/** Something happens elsewhere right before a process's first append, after all that the process has looked at. */
export function meeting(act: () => Promise<unknown>) {
  return (eventStore: EventStore): EventStore => {
    let met: Promise<unknown> | undefined;
    return {
      async append(stream, events, expected, options) {
        await (met ??= act());
        return await eventStore.append(stream, events, expected, options);
      },
      readStream: (stream, options) => eventStore.readStream(stream, options),
      readAll: (options) => eventStore.readAll(options),
      subscribe: (options) => eventStore.subscribe(options),
      head: () => eventStore.head(),
      close: () => eventStore.close(),
    };
  };
}
