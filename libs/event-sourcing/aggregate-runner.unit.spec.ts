import { setImmediate as nextTurn } from 'node:timers/promises';
import { AppendOutcomeUnknownError, EventStoreUnavailableError, StorageFullError } from '@reeve/event-store';
import type { EventStore } from '@reeve/event-store';
import { openMemoryEventStore } from '@reeve/event-store/memory';
import fc from 'fast-check';
import { v4 } from 'uuid';
import { beforeEach, describe, expect, it } from 'vitest';
import { AggregateRunner } from './aggregate-runner.js';
import { counter, LIMIT, newCall, stamp } from './testing/counter.js';
import { faulty } from './testing/faulty-event-store.js';
import type { Fault } from './testing/faulty-event-store.js';

let store: EventStore;
beforeEach(() => {
  store = openMemoryEventStore();
});

const runnerOn = (eventStore: EventStore) => new AggregateRunner({ eventStore, decider: counter, stamp });
const failing =
  (error: Error): Fault =>
  () =>
    Promise.reject(error);
/** The event is written, the answer is lost. */
const lostAnswer: Fault = async (send) => {
  await send();
  throw new AppendOutcomeUnknownError('lost');
};

async function eventsOf(stream: string) {
  const events = [];
  for await (const event of store.readStream(stream)) events.push(event);
  return events;
}

describe('beginning a stream', () => {
  const unread = (): EventStore => ({
    ...store,
    append: (...given) => store.append(...given),
    readStream: () => {
      throw new Error('read');
    },
  });

  it('reads nothing, and is known from then on', async () => {
    const runner = runnerOn(unread());
    expect(await runner.begin('counter-1', { add: 2 }, newCall())).toMatchObject({
      state: { value: 2 },
      revision: 0,
      repeated: false,
    });
    expect(await runner.execute('counter-1', { add: 3 }, newCall())).toMatchObject({ state: { value: 5 } });
  });

  it('answers as the first time when its command is executed after it', async () => {
    const runner = runnerOn(store);
    const call = newCall();
    await runner.begin('counter-1', { add: 2 }, call);
    expect(await runner.execute('counter-1', { add: 2 }, call)).toMatchObject({
      revision: 0,
      repeated: true,
    });
  });

  it('does nothing to one that is there, for this process and for another', async () => {
    const runner = runnerOn(store);
    await runner.execute('counter-1', { add: 2 }, newCall());
    for (const each of [runner, runnerOn(unread())]) {
      expect(await each.begin('counter-1', { add: 2 }, newCall())).toBeUndefined();
    }
    expect(await eventsOf('counter-1')).toHaveLength(1);
  });

  it('leaves to reading what it would refuse, or would not have to write', async () => {
    const runner = runnerOn(unread());
    for (const command of [{ add: LIMIT + 1 }, { set: 0 }]) {
      expect(await runner.begin('counter-1', command, newCall())).toBeUndefined();
    }
  });

  it('is not for a command under an id that may come again with something else', async () => {
    const call = { ...newCall(), commandHash: 'of one content' };
    expect(await runnerOn(store).begin('counter-1', { add: 2 }, call)).toBeUndefined();
    expect(await eventsOf('counter-1')).toEqual([]);
  });

  it('happens once, of many who begin at the same time', async () => {
    const runners = Array.from({ length: 5 }, () => runnerOn(store));
    const begun = await Promise.all(
      runners.map((runner) => runner.begin('counter-1', { add: 1 }, newCall())),
    );
    expect(begun.filter((outcome) => outcome !== undefined)).toHaveLength(1);
    expect(await eventsOf('counter-1')).toHaveLength(1);
  });

  it('is repeated when its answer is lost, and fails when the store does', async () => {
    const losing = runnerOn(faulty(store, [lostAnswer]));
    expect(await losing.begin('counter-1', { add: 1 }, newCall())).toMatchObject({ revision: 0 });
    expect(await eventsOf('counter-1')).toHaveLength(1);
    const full = runnerOn(faulty(store, [failing(new StorageFullError('full'))]));
    await expect(full.begin('counter-2', { add: 1 }, newCall())).rejects.toMatchObject({
      code: 'STORAGE-FULL',
    });
  });
});

describe('looking at a stream', () => {
  /** A store that knows how each stream ends. */
  const knowing = (ends: Map<string, string | null | undefined>, appends?: Promise<void>): EventStore => ({
    ...store,
    append: async (stream, ...given) => {
      await appends;
      const appended = await store.append(stream, ...given);
      ends.set(stream, (await eventsOf(stream)).at(-1)?.id);
      return appended;
    },
    readStream: (...given) => store.readStream(...given),
    knownEnd: (stream) => ends.get(stream),
  });

  it('finds what a command would, where the stream ends as is known, or has no events', async () => {
    const ends = new Map<string, string | null | undefined>([['counter-2', null]]);
    const runner = runnerOn(knowing(ends));
    await runner.execute('counter-1', { add: 2 }, newCall());
    await runner.execute('counter-2', { set: 0 }, newCall());
    await nextTurn();
    expect(runner.stateAsKnown('counter-1')).toMatchObject({ value: 2 });
    expect(runner.stateAsKnown('counter-2')).toMatchObject({ value: 0 });
  });

  it.each([
    ['does not know how the stream ends', undefined],
    ['knows another end, of another process or another log', 'another event'],
    ['knows that the stream has no events', null],
  ])('is left to a command where the store %s', async (_, end) => {
    const ends = new Map<string, string | null | undefined>();
    const runner = runnerOn(knowing(ends));
    await runner.execute('counter-1', { add: 2 }, newCall());
    await nextTurn();
    ends.set('counter-1', end);
    expect(runner.stateAsKnown('counter-1')).toBeUndefined();
  });

  it('is left to a command of a stream that this process has not read, and with a store that cannot know', async () => {
    const runner = runnerOn(store);
    expect(runnerOn(knowing(new Map([['counter-1', null]]))).stateAsKnown('counter-1')).toBeUndefined();
    await runner.execute('counter-1', { add: 2 }, newCall());
    await nextTurn();
    expect(runner.stateAsKnown('counter-1')).toBeUndefined();
  });

  it('is left to a command while one is under way', async () => {
    let append = (): void => undefined;
    const appends = new Promise<void>((resolve) => (append = resolve));
    const ends = new Map<string, string | null | undefined>([['counter-1', null]]);
    const runner = runnerOn(knowing(ends, appends));
    const underWay = runner.execute('counter-1', { add: 5 }, newCall());
    await nextTurn();
    expect(runner.stateAsKnown('counter-1')).toBeUndefined();
    append();
    expect(await underWay).toMatchObject({ state: { value: 5 } });
    await nextTurn();
    expect(runner.stateAsKnown('counter-1')).toMatchObject({ value: 5 });
  });
});

describe('running commands', () => {
  it('appends what was decided, stamped with who, when and why', async () => {
    const call = newCall({ commandHash: 'hash' });
    const outcome = await runnerOn(store).execute('counter-1', { add: 2 }, call);
    expect(outcome).toMatchObject({ state: { value: 2, revision: 0 }, revision: 0, repeated: false });
    const [event] = await eventsOf('counter-1');
    expect(event?.metadata).toMatchObject({
      $correlationId: 'request-1',
      $causationId: call.commandId,
      commandId: call.commandId,
      commandHash: 'hash',
      actor: { kind: 'anonymous', id: null },
    });
  });

  it('says when it was decided, also when it is asked again', async () => {
    const call = newCall();
    const { occurredAt } = await runnerOn(store).execute('counter-1', { add: 2 }, call);
    const [event] = await eventsOf('counter-1');
    expect(event?.metadata['occurredAt']).toBe(occurredAt);
    expect(await runnerOn(store).execute('counter-1', { add: 2 }, call)).toMatchObject({
      occurredAt,
      repeated: true,
    });
  });

  it('writes nothing when there is nothing to change', async () => {
    const runner = runnerOn(store);
    await runner.execute('counter-1', { add: 2 }, newCall());
    const outcome = await runner.execute('counter-1', { set: 2 }, newCall());
    expect(outcome).toMatchObject({ events: [], state: { value: 2 }, revision: 0 });
    expect(await eventsOf('counter-1')).toHaveLength(1);
  });

  it('passes a refusal on as it was thrown', async () => {
    const runner = runnerOn(store);
    await expect(runner.execute('counter-1', { add: LIMIT + 1 }, newCall())).rejects.toMatchObject({
      code: 'COUNTER-FULL',
    });
  });

  it('decides those that wait together, each upon the one before', async () => {
    let appends = 0;
    const counting = faulty(
      store,
      Array.from({ length: 100 }, (): Fault => (send) => ((appends += 1), send())),
    );
    const runner = runnerOn(counting);
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, () => runner.execute('counter-1', { add: 1 }, newCall())),
    );
    expect(outcomes.map(({ state }) => state.value)).toEqual(
      Array.from({ length: 50 }, (_, index) => index + 1),
    );
    expect(await eventsOf('counter-1')).toHaveLength(50);
    expect(appends).toBeLessThan(5);
  });

  it('refuses to begin after the deadline', async () => {
    const late = newCall({ deadline: Date.now() - 1 });
    await expect(runnerOn(store).execute('counter-1', { add: 1 }, late)).rejects.toMatchObject({
      code: 'DEADLINE-EXCEEDED',
    });
    expect(await eventsOf('counter-1')).toEqual([]);
  });

  it('refuses a change that no append can hold, and only that one', async () => {
    const big = {
      ...counter,
      decide: ({ add }: { add: number }) => [
        { type: 'test.counter.moved.v1', data: { value: 'x'.repeat(add) } },
      ],
    };
    const runner = new AggregateRunner({ eventStore: store, decider: big, stamp });
    const [refused, taken] = await Promise.allSettled([
      runner.execute('counter-1', { add: 2_000_000 }, newCall()),
      runner.execute('counter-1', { add: 10 }, newCall()),
    ]);
    expect(refused).toMatchObject({ status: 'rejected', reason: { code: 'CHANGE-TOO-LARGE', status: 413 } });
    expect(taken).toMatchObject({ status: 'fulfilled' });
  });

  it('spreads over several appends what one cannot hold', async () => {
    const wide = {
      ...counter,
      decide: ({ add }: { add: number }) => [
        { type: 'test.counter.moved.v1', data: { value: 'x'.repeat(add) } },
      ],
    };
    const runner = new AggregateRunner({ eventStore: store, decider: wide, stamp });
    await Promise.all(
      Array.from({ length: 10 }, () => runner.execute('counter-1', { add: 300_000 }, newCall())),
    );
    expect(await eventsOf('counter-1')).toHaveLength(10);
  });
});

describe('several processes on one stream', () => {
  it('lose nothing and double nothing', async () => {
    const runners = [runnerOn(store), runnerOn(store), runnerOn(store)] as const;
    const settled = await Promise.allSettled(
      Array.from({ length: 90 }, (_, index) =>
        runners[(index % 3) as 0 | 1 | 2].execute('counter-1', { add: 1 }, newCall()),
      ),
    );
    expect(settled.filter(({ status }) => status === 'rejected')).toEqual([]);
    const last = (await eventsOf('counter-1')).at(-1);
    expect(last?.data['value']).toBe(90);
  });

  it('do not call a change nothing because of what they have not seen', async () => {
    const here = runnerOn(store);
    const there = runnerOn(store);
    await here.execute('counter-1', { set: 1 }, newCall());
    await there.execute('counter-1', { set: 2 }, newCall());
    const outcome = await here.execute('counter-1', { set: 1 }, newCall());
    expect(outcome).toMatchObject({ state: { value: 1 }, revision: 2 });
  });

  it('do not refuse because of what they have not seen', async () => {
    const here = runnerOn(store);
    await here.execute('counter-1', { set: LIMIT }, newCall());
    await runnerOn(store).execute('counter-1', { set: 0 }, newCall());
    expect(await here.execute('counter-1', { add: 1 }, newCall())).toMatchObject({ state: { value: 1 } });
  });
});

describe('a command that comes again', () => {
  it('answers as the first time, in this process and after a restart', async () => {
    const runner = runnerOn(store);
    const call = newCall({ commandHash: 'a' });
    const first = await runner.execute('counter-1', { add: 5 }, call);
    await runner.execute('counter-1', { add: 7 }, newCall());
    for (const each of [runner, runnerOn(store)]) {
      const again = await each.execute('counter-1', { add: 5 }, call);
      expect(again).toMatchObject({ state: first.state, revision: first.revision, repeated: true });
    }
    expect(await eventsOf('counter-1')).toHaveLength(2);
  });

  it('is one command even while the first is under way', async () => {
    const runner = runnerOn(store);
    const call = newCall();
    const outcomes = await Promise.all([1, 2, 3].map(() => runner.execute('counter-1', { add: 5 }, call)));
    expect(outcomes.map(({ state }) => state.value)).toEqual([5, 5, 5]);
    expect(await eventsOf('counter-1')).toHaveLength(1);
  });

  it('is refused when it asks for something else', async () => {
    const runner = runnerOn(store);
    const commandId = v4();
    await runner.execute('counter-1', { add: 5 }, newCall({ commandId, commandHash: 'a' }));
    await expect(
      runner.execute('counter-1', { add: 6 }, newCall({ commandId, commandHash: 'b' })),
    ).rejects.toMatchObject({ code: 'IDEMPOTENCY-KEY-REUSED' });
  });

  it('answers all of many at once', async () => {
    const calls = Array.from({ length: 200 }, () => newCall());
    const runner = runnerOn(store);
    await Promise.all(calls.map((call) => runner.execute('counter-1', { add: 1 }, call)));
    const restarted = runnerOn(store);
    const again = await Promise.all(calls.map((call) => restarted.execute('counter-1', { add: 1 }, call)));
    expect(again.map(({ state }) => state.value)).toEqual(
      Array.from({ length: 200 }, (_, index) => index + 1),
    );
    expect(again.every(({ repeated }) => repeated)).toBe(true);
  });

  it('is recognised after 20,000 others', async () => {
    const runner = runnerOn(store);
    const call = newCall();
    const first = await runner.execute('counter-1', { add: 1 }, call);
    const others = Array.from({ length: 20_000 }, (_, nth) =>
      runner.execute('counter-1', { set: nth % LIMIT }, newCall()),
    );
    await Promise.all(others);

    const again = await runnerOn(store).execute('counter-1', { add: 1 }, call);

    expect(again).toMatchObject({ state: first.state, revision: 0, repeated: true });
  });

  it.each([1, 500, 999])('answers the %dth of 1,000 without reading the whole stream again', async (nth) => {
    const calls = Array.from({ length: 1_000 }, () => newCall());
    const runner = runnerOn(store);
    await Promise.all(calls.map((call) => runner.execute('counter-1', { add: 1 }, call)));
    let read = 0;
    const counting: EventStore = {
      ...faulty(store, []),
      async *readStream(...args) {
        for await (const event of store.readStream(...args)) {
          read += 1;
          yield event;
        }
      },
    };
    const restarted = runnerOn(counting);
    await restarted.load('counter-1');
    read = 0;

    const again = await restarted.execute('counter-1', { add: 1 }, calls[nth - 1] ?? newCall());

    expect(again).toMatchObject({ state: { value: nth }, revision: nth - 1, repeated: true });
    expect(again.events).toHaveLength(1);
    expect(read).toBeLessThanOrEqual(250);
  });
});

describe('a store that fails', () => {
  it('is asked again with the same ids when its answer was lost', async () => {
    const runner = runnerOn(faulty(store, [lostAnswer, lostAnswer]));
    expect(await runner.execute('counter-1', { add: 1 }, newCall())).toMatchObject({ state: { value: 1 } });
    expect(await eventsOf('counter-1')).toHaveLength(1);
  });

  it('leaves the outcome unknown when it does not answer in time', async () => {
    const never = Array<Fault>(100).fill(failing(new AppendOutcomeUnknownError('silence')));
    const runner = runnerOn(faulty(store, never));
    await expect(
      runner.execute('counter-1', { add: 1 }, newCall({ deadline: Date.now() + 30 })),
    ).rejects.toMatchObject({ code: 'OUTCOME-UNKNOWN', status: 503 });
  });

  it.each([
    ['away', new EventStoreUnavailableError('away'), 'UNAVAILABLE'],
    ['full', new StorageFullError('full'), 'STORAGE-FULL'],
  ])('that is %s answers 503, and works on when it is back', async (_what, error, code) => {
    const runner = runnerOn(faulty(store, [failing(error)]));
    await expect(runner.execute('counter-1', { add: 1 }, newCall())).rejects.toMatchObject({
      code,
      status: 503,
    });
    expect(await runner.execute('counter-1', { add: 1 }, newCall())).toMatchObject({ state: { value: 1 } });
  });

  it('never leaves an answer that rests on what was not written', async () => {
    // The second command is refused only because of the first, which fails: it must not be told that the counter is full.
    const runner = runnerOn(faulty(store, [failing(new EventStoreUnavailableError('away'))]));
    const both = await Promise.allSettled([
      runner.execute('counter-1', { set: LIMIT }, newCall()),
      runner.execute('counter-1', { add: 1 }, newCall()),
    ]);
    expect(
      both.map((each) => (each.status === 'rejected' ? (each.reason as { code: string }).code : 'done')),
    ).toEqual(['UNAVAILABLE', 'UNAVAILABLE']);
  });

  it('loses nothing and doubles nothing, whatever happens to the appends', async () => {
    const fault = fc.constantFrom<Fault>(
      (send) => send(),
      lostAnswer,
      failing(new EventStoreUnavailableError('away')),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fault, { maxLength: 30 }),
        fc.integer({ min: 1, max: 20 }),
        async (faults, commands) => {
          const memory = openMemoryEventStore();
          const runner = runnerOn(faulty(memory, [...faults]));
          const calls = Array.from({ length: commands }, () => newCall());
          for (let open = calls; open.length > 0;) {
            const settled = await Promise.allSettled(
              open.map((call) => runner.execute('counter-1', { add: 1 }, call)),
            );
            open = open.filter((_, index) => settled[index]?.status === 'rejected');
          }
          const ids = [];
          for await (const event of memory.readStream('counter-1')) ids.push(event.metadata['commandId']);
          expect([...ids].sort()).toEqual(calls.map(({ commandId }) => commandId).sort());
        },
      ),
      { numRuns: 100 },
    );
  });
});
