import { ReeveError } from '@reeve/contracts';
import { EventStoreUnavailableError, VersionConflictError } from '@reeve/event-store';
import type { EventStore, ReadStreamOptions } from '@reeve/event-store';
import { openMemoryEventStore } from '@reeve/event-store/memory';
import { beforeEach, describe, expect, it } from 'vitest';
import { AggregateRunner } from './aggregate-runner.js';
import { counter, newCall, stamp } from './testing/counter.js';
import { distant } from './testing/distant-event-store.js';
import { faulty } from './testing/faulty-event-store.js';
import type { Fault } from './testing/faulty-event-store.js';

const STREAM = 'counter-1';
let store: EventStore;
beforeEach(() => {
  store = openMemoryEventStore();
});

const runnerOn = (eventStore: EventStore, decider = counter) =>
  new AggregateRunner({ eventStore, decider, stamp });

async function lastValue(): Promise<unknown> {
  for await (const { data } of store.readStream(STREAM, { direction: 'backwards', limit: 1 })) {
    return data['value'];
  }
  return undefined;
}

/** Keeps so many commands under way on a process until the other one has done its part. */
async function load(runner: ReturnType<typeof runnerOn>, inFlight: number, done: () => boolean) {
  let answered = 0;
  await Promise.all(
    Array.from({ length: inFlight }, async (_, nth) => {
      for (let round = 0; !done(); round++) {
        await runner.execute(STREAM, { set: (round * inFlight + nth) % 1_000 }, newCall());
        answered += 1;
      }
    }),
  );
  return answered;
}

describe('two processes with 64 commands each under way on one stream', () => {
  it.each([
    ['equally far from the store', { appendMs: 2, readMs: 1 }, { appendMs: 2, readMs: 1 }],
    ['one of them much further away', { appendMs: 1, readMs: 1 }, { appendMs: 8, readMs: 8 }],
  ])('both get their turns: %s', { timeout: 20_000 }, async (_where, near, far) => {
    const COMMANDS = 640;
    let finished = 0;
    const both = [near, far].map(async (distance) => {
      const runner = runnerOn(distant(store, distance));
      let own = 0;
      const answered = await load(runner, 64, () => {
        own += 1;
        if (own === COMMANDS) finished += 1;
        return finished === 2;
      });
      return answered;
    });

    // Neither stops before the other has had as many: one that starves would wait for ever.
    for (const answered of await Promise.all(both)) expect(answered).toBeGreaterThanOrEqual(COMMANDS - 64);
  });
});

describe('a process that lost a race', () => {
  it('reads what is new, and not the whole stream again', async () => {
    const read: ReadStreamOptions[] = [];
    const reading: EventStore = {
      ...faulty(store, []),
      readStream: (stream, options = {}) => {
        read.push(options);
        return store.readStream(stream, options);
      },
    };
    const here = runnerOn(reading);
    const there = runnerOn(store);
    for (let nth = 0; nth < 50; nth++) await here.execute(STREAM, { add: 1 }, newCall());
    await there.execute(STREAM, { add: 1 }, newCall());
    read.length = 0;

    expect(await here.execute(STREAM, { add: 1 }, newCall())).toMatchObject({ state: { value: 52 } });

    expect(read).toEqual([{ from: 49 }]);
  });

  it('decides what was asked for on the state that came first', async () => {
    const ifAt = (revision: number) => ({
      ...counter,
      decide: (
        command: Parameters<typeof counter.decide>[0],
        state: Parameters<typeof counter.decide>[1],
      ) => {
        if (state.revision !== revision) throw new ReeveError('PRECONDITION-FAILED', 412, 'It has changed');
        return counter.decide(command, state);
      },
    });
    const here = runnerOn(store, ifAt(0));
    const there = runnerOn(store);
    await there.execute(STREAM, { set: 1 }, newCall());
    await here.load(STREAM);
    await there.execute(STREAM, { set: 2 }, newCall());

    await expect(here.execute(STREAM, { set: 3 }, newCall())).rejects.toMatchObject({ status: 412 });
    expect(await lastValue()).toBe(2);
  });

  it('answers 503 within the deadline when others always come first, and has written nothing', async () => {
    const other = runnerOn(store);
    const overtaken: Fault = async (send) => {
      await other.execute(STREAM, { add: 1 }, newCall());
      return await send();
    };
    const here = runnerOn(faulty(store, Array<Fault>(1_000).fill(overtaken)));
    const deadline = Date.now() + 200;

    const refused = here.execute(STREAM, { set: 999 }, newCall({ deadline }));

    await expect(refused).rejects.toMatchObject({
      code: 'CONTENDED',
      status: 503,
      extra: { retry_after: 1 },
    });
    expect(Date.now()).toBeLessThan(deadline);
    expect(await lastValue()).not.toBe(999);
  });

  it('recognises in what it reads the command of its own whose answer was lost', async () => {
    const lostThenRefused: Fault = async (send) => {
      const { revision } = await send();
      throw new VersionConflictError(STREAM, 'new', revision);
    };
    const runner = runnerOn(faulty(store, [lostThenRefused]));

    const outcome = await runner.execute(STREAM, { add: 1 }, newCall());

    expect(outcome).toMatchObject({ state: { value: 1 }, revision: 0, repeated: true });
    expect(await lastValue()).toBe(1);
  });

  it('forgets what it knew when the log is another one', async () => {
    let current = store;
    const swapped: EventStore = {
      append: (...args) => current.append(...args),
      readStream: (...args) => current.readStream(...args),
      readAll: (...args) => current.readAll(...args),
      subscribe: (...args) => current.subscribe(...args),
      head: () => current.head(),
      close: () => current.close(),
    };
    const runner = runnerOn(swapped);
    for (let nth = 0; nth < 5; nth++) await runner.execute(STREAM, { add: 1 }, newCall());
    current = openMemoryEventStore();
    await runnerOn(current).execute(STREAM, { set: 100 }, newCall());

    expect(await runner.execute(STREAM, { add: 1 }, newCall())).toMatchObject({
      state: { value: 101 },
      revision: 1,
    });
  });
});

describe('a command that changes nothing', () => {
  it('is answered from what was read after it came, however fast others append', async () => {
    const other = runnerOn(store);
    await other.execute(STREAM, { set: 5 }, newCall());
    const busy: EventStore = {
      ...faulty(store, []),
      async *readStream(...args) {
        yield* store.readStream(...args);
        await other.execute(STREAM, { add: 0 }, newCall());
        await other.execute(STREAM, { set: 6 }, newCall());
        await other.execute(STREAM, { set: 5 }, newCall());
      },
    };

    expect(await runnerOn(busy).execute(STREAM, { set: 5 }, newCall())).toMatchObject({ events: [] });
  });
});

describe('a store that was away', () => {
  it('is read from where it was known, not from its first event', async () => {
    const read: ReadStreamOptions[] = [];
    const away: Fault = () => Promise.reject(new EventStoreUnavailableError('away'));
    const failing = faulty(store, [...Array<Fault>(3).fill((send) => send()), away]);
    const runner = runnerOn({
      ...failing,
      readStream: (stream, options = {}) => {
        read.push(options);
        return store.readStream(stream, options);
      },
    });
    for (let nth = 0; nth < 3; nth++) await runner.execute(STREAM, { add: 1 }, newCall());
    await expect(runner.execute(STREAM, { add: 1 }, newCall())).rejects.toMatchObject({
      code: 'UNAVAILABLE',
    });
    read.length = 0;

    await runner.execute(STREAM, { add: 1 }, newCall());

    expect(read).toEqual([{ from: 2 }]);
    expect(await lastValue()).toBe(4);
  });
});
