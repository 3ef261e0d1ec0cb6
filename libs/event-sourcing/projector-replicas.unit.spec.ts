import type { Collection, DocumentStore } from '@reeve/document-store';
import { openMemoryDocumentStore } from '@reeve/document-store/memory';
import type { EventStore, Position } from '@reeve/event-store';
import { openMemoryEventStore } from '@reeve/event-store/memory';
import { v4 } from 'uuid';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { projectionLeases } from './lease.js';
import { projectionCollections } from './projection-collections.js';
import { projectionKey } from './projection.js';
import type { Projection } from './projection.js';
import { Projector } from './projector.js';
import type { ProjectorObserver, ProjectorState } from './projector-status.js';
import { FreezableProcess } from './testing/freezable-process.js';
import { ManualClock } from './testing/manual-clock.js';
import { add, sums, totals } from './testing/sums.js';

/** Within which another process has to be at work when one is lost: milliseconds. */
const TAKEOVER_MS = 10_000;
const KEY = projectionKey(sums);

interface Replica {
  readonly projector: Projector;
  readonly process: FreezableProcess;
  /** Numbers of events in the batches that it wrote. */
  readonly batches: number[];
}

let clock: ManualClock;
let events: EventStore;
let documents: DocumentStore;
let replicas: Replica[];
beforeEach(() => {
  clock = new ManualClock();
  events = openMemoryEventStore();
  documents = openMemoryDocumentStore([totals, ...projectionCollections]);
  replicas = [];
});
afterEach(async () => {
  for (const { process } of replicas) process.thaw();
  await Promise.all(replicas.map(({ projector }) => projector.stop()));
});

function startReplica(projection: Projection = sums, observer: ProjectorObserver = {}): Replica {
  const process = new FreezableProcess();
  const batches: number[] = [];
  const projector = new Projector(
    projection,
    events,
    process.documents(documents),
    {
      ...observer,
      onBatch: async (status, batch) => {
        batches.push(batch.length);
        await observer.onBatch?.(status, batch);
      },
    },
    { process: `host:${replicas.length}`, clock: process.clock(clock) },
  );
  const replica = { projector, process, batches };
  replicas.push(replica);
  projector.start();
  return replica;
}

const until = ({ projector }: Replica, state: ProjectorState) =>
  clock.advanceUntil(() => projector.status.state === state);
const total = async (stream: string) =>
  (await documents.collection<{ total: number }>(totals).get(stream))?.total;
const sees = (stream: string, amount: number) => async () => (await total(stream)) === amount;
/** By the clock of the test, so that no deadline comes first. */
const waitFor = ({ projector }: Replica, position: Position) =>
  projector.waitFor(position, Date.now() + 60_000);

/** The documents, where some calls do something else. */
function documentsWith(calls: Partial<DocumentStore>): DocumentStore {
  const store = documents;
  return {
    contact: store.contact,
    collection: (definition) => store.collection(definition),
    checkpoint: (projection) => store.checkpoint(projection),
    write: (...args) => store.write(...args),
    reset: (...args) => store.reset(...args),
    removeWhere: (...args) => store.removeWhere(...args),
    close: () => store.close(),
    ...calls,
  };
}

/** One at work, one that stands by. */
async function givenTwo(): Promise<[holder: Replica, follower: Replica]> {
  const holder = startReplica();
  await until(holder, 'live');
  const follower = startReplica();
  await until(follower, 'standby');
  return [holder, follower];
}

describe('of several processes', () => {
  it('one projects, however many start at once', async () => {
    for (let nth = 1; nth <= 5; nth++) await add(events, 'sum-a', nth);
    for (let nth = 0; nth < 4; nth++) startReplica();
    await clock.advanceUntil(sees('sum-a', 15));
    await clock.advance(10_000);
    await add(events, 'sum-a', 5);
    await clock.advanceUntil(sees('sum-a', 20));
    expect(replicas.filter(({ projector }) => projector.isAtWork)).toHaveLength(1);
    expect(replicas.filter(({ batches }) => batches.length > 0)).toHaveLength(1);
  });

  it('another one projects at once when the one at work is stopped in order', async () => {
    const [holder, follower] = await givenTwo();
    await holder.projector.stop();
    expect(await until(follower, 'live')).toBeLessThanOrEqual(250);
  });

  it('the one that takes over knows what the other one has shown', async () => {
    const [holder, follower] = await givenTwo();
    await waitFor(holder, await add(events, 'sum-a', 1));
    follower.projector.heard(holder.projector.status);
    const position = await add(events, 'sum-a', 1);
    await waitFor(holder, position);
    await holder.projector.stop();
    await until(follower, 'live');
    expect(await follower.projector.waitFor(position, Date.now())).toBe(true);
  });

  it('another one projects within 10 s when the one at work is lost', async () => {
    const [holder, follower] = await givenTwo();
    await clock.advance(700);
    holder.process.freeze();
    await add(events, 'sum-a', 7);
    const took = await clock.advanceUntil(sees('sum-a', 7));
    expect(took).toBeGreaterThan(4_000);
    expect(took).toBeLessThan(TAKEOVER_MS);
    expect(follower.projector.isAtWork).toBe(true);
  });

  it('one that starts while the documents of an empty log are made stands by when they are there', async () => {
    const store = documents;
    let isAsked = false;
    let go: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (go = resolve));
    documents = documentsWith({
      reset: async (...args) => {
        isAsked = true;
        await gate;
        await store.reset(...args);
      },
    });
    const holder = startReplica();
    await clock.advanceUntil(() => isAsked);
    const states: unknown[] = [];
    const follower = startReplica(sums, {
      onState: ({ state, isRebuilding }) => states.push([state, isRebuilding]),
    });
    await clock.advance(1_000);
    expect(states).toEqual([
      ['starting', false],
      ['catching-up', true],
    ]);

    go();
    await until(holder, 'live');
    expect(await until(follower, 'standby')).toBeLessThanOrEqual(250);
    expect(await follower.projector.isComplete()).toBe(true);
  });

  it('one that was stopped and goes on writes nothing more, and stands by', async () => {
    const [holder, follower] = await givenTwo();
    holder.process.freeze();
    await add(events, 'sum-a', 7);
    await clock.advanceUntil(sees('sum-a', 7));
    holder.process.thaw();
    await until(holder, 'standby');
    await add(events, 'sum-a', 5);
    await clock.advanceUntil(sees('sum-a', 12));
    expect([holder.batches, follower.batches]).toEqual([[], [1, 1]]);
  });

  it('one that was stopped between its last look and its write does no harm by it', async () => {
    const refused: unknown[] = [];
    const store = documents;
    documents = documentsWith({
      write: (...args) =>
        store.write(...args).catch((error: unknown) => {
          refused.push(error);
          throw error;
        }),
    });
    // Reads nothing, so that the write is the first thing that the stop holds up.
    const latest: Projection = {
      ...sums,
      project: ({ stream, data, position: seen }) => [
        {
          kind: 'put',
          collection: totals.name,
          id: stream,
          document: { total: data['add'] as number },
          seen,
        },
      ],
    };
    const holder = startReplica(latest);
    await until(holder, 'live');
    startReplica(latest);
    holder.process.freeze();
    for (let nth = 1; nth <= 10; nth++) await add(events, 'sum-a', nth);
    await clock.advanceUntil(sees('sum-a', 10));
    const checkpoint = await documents.checkpoint(KEY);
    expect(refused).toEqual([]);
    holder.process.thaw();
    await until(holder, 'standby');

    expect(refused).toMatchObject([{ name: 'CheckpointMovedError' }]);
    expect(await total('sum-a')).toBe(10);
    expect(await documents.checkpoint(KEY)).toBe(checkpoint);
  });

  it('none loses the work to another while its renewals arrive', async () => {
    const [holder] = await givenTwo();
    for (let second = 0; second < 60; second++) {
      await clock.advance(1_000);
      expect(holder.projector.isAtWork).toBe(true);
    }
  });
});

describe('a process that does not project', () => {
  it('is settled when the documents show what the log held', async () => {
    let go: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (go = resolve));
    const slow: Projection = {
      ...sums,
      project: async (event, read) => {
        await gate;
        return await sums.project(event, read);
      },
    };
    for (let nth = 1; nth <= 5; nth++) await add(events, 'sum-a', nth);
    const holder = startReplica(slow);
    await until(holder, 'catching-up');
    const follower = startReplica();
    await clock.advance(2_000);
    expect(follower.projector.status.state).toBe('catching-up');
    go();
    await until(follower, 'standby');
    expect(await total('sum-a')).toBe(15);
  });

  it('tells whoever waits as soon as it hears how far the documents are', async () => {
    const [holder, follower] = await givenTwo();
    const position = await add(events, 'sum-a', 1);
    const waiting = waitFor(follower, position);
    await waitFor(holder, position);
    follower.projector.heard(holder.projector.status);
    expect(await waiting).toBe(true);
  });

  it('believes what it hears while it looks, not what it has read by then', async () => {
    const store = documents;
    const leases = store.collection(projectionLeases);
    let answer: (() => void) | undefined;
    let isLate = false;
    const late: Collection = {
      ...leases,
      get: async (id) => {
        const found = await leases.get(id);
        if (isLate) {
          await new Promise<void>((resolve) => {
            answer = resolve;
          });
        }
        return found;
      },
    };
    documents = documentsWith({
      collection: (definition) =>
        definition === projectionLeases ? (late as Collection<never>) : store.collection(definition),
    });
    const [, follower] = await givenTwo();
    isLate = true;
    await clock.advanceUntil(() => answer !== undefined);
    isLate = false;

    follower.projector.heard({ position: undefined, isRebuilding: true });
    answer?.();
    await clock.advance(0);
    expect(follower.projector.status.isRebuilding).toBe(true);
    // It looks again.
    await clock.advanceUntil(() => !follower.projector.status.isRebuilding);
  });

  it('finds out by itself when it hears nothing', async () => {
    const [, follower] = await givenTwo();
    const waiting = waitFor(follower, await add(events, 'sum-a', 1));
    let visible: boolean | undefined;
    void waiting.then((result) => (visible = result));
    expect(await clock.advanceUntil(() => visible !== undefined)).toBeLessThanOrEqual(150);
    expect([visible, await total('sum-a')]).toEqual([true, 1]);
  });

  it('finds out about what is passed by, too', async () => {
    const [, follower] = await givenTwo();
    const waiting = waitFor(follower, await add(events, 'other-a', 1));
    let visible: boolean | undefined;
    void waiting.then((result) => (visible = result));
    expect(await clock.advanceUntil(() => visible !== undefined)).toBeLessThanOrEqual(1_200);
    expect(visible).toBe(true);
  });

  it('answers nobody before what follows from a batch was told to everybody', async () => {
    let told: () => void = () => undefined;
    const telling = new Promise<void>((resolve) => (told = resolve));
    const holder = startReplica(sums, { onBatch: () => telling });
    await until(holder, 'live');
    let visible: boolean | undefined;
    const position = await add(events, 'sum-a', 1);
    await clock.advanceUntil(sees('sum-a', 1));
    const again = waitFor(holder, position);
    void again.then((result) => (visible = result));
    await clock.advance(50);
    expect(visible).toBeUndefined();
    told();
    expect(await again).toBe(true);
  });
});

describe('a document store that comes back', () => {
  it('empty, is filled again under a process that is idle', async () => {
    const [holder, follower] = await givenTwo();
    for (let nth = 1; nth <= 5; nth++) await add(events, 'sum-a', nth);
    await clock.advanceUntil(sees('sum-a', 15));
    await documents.reset(KEY, [totals, ...projectionCollections]);

    expect(await clock.advanceUntil(sees('sum-a', 15))).toBeLessThanOrEqual(1_050);
    expect([holder.projector.isAtWork, follower.projector.isAtWork]).toEqual([true, false]);
  });

  it('empty, is filled again under a process that writes', async () => {
    const [holder] = await givenTwo();
    await waitFor(holder, await add(events, 'sum-a', 1));
    await documents.reset(KEY, [totals]);
    await waitFor(holder, await add(events, 'sum-a', 2));
    expect(await total('sum-a')).toBe(3);
  });

  it('as it was, is complete; empty, it is not until it is filled again, for whoever has shown it', async () => {
    const [holder, follower] = await givenTwo();
    await waitFor(holder, await add(events, 'sum-a', 1));
    follower.projector.heard(holder.projector.status);
    const areComplete = () =>
      Promise.all([holder, follower].map(async ({ projector }) => await projector.isComplete()));
    const comesBack = () => Object.assign(documents, { contact: documents.contact + 1 });
    expect(await areComplete()).toEqual([true, true]);
    comesBack();
    expect(await areComplete()).toEqual([true, true]);

    await documents.reset(KEY, [totals]);
    comesBack();

    expect(await areComplete()).toEqual([false, false]);
    await clock.advanceUntil(async () => (await areComplete()).includes(true));
    expect(await total('sum-a')).toBe(1);
    await clock.advanceUntil(async () => !(await areComplete()).includes(false));
  });

  it('older than it was, is brought on from where it is', async () => {
    const [holder] = await givenTwo();
    const first = await add(events, 'sum-a', 1);
    await waitFor(holder, first);
    await waitFor(holder, await add(events, 'sum-b', 2));
    await documents.reset(KEY, [totals]);
    await documents.write(
      [{ kind: 'put', collection: totals.name, id: 'sum-a', document: { total: 1 }, seen: first }],
      { projection: KEY, position: first },
    );
    await clock.advanceUntil(sees('sum-b', 2));
    expect(await total('sum-a')).toBe(1);
  });
});

describe('an operator', () => {
  /** Poisonous until it is mended. */
  function fragile(): { readonly projection: Projection; mend: () => void } {
    let isMended = false;
    const projection: Projection = {
      ...sums,
      project: (event, read) =>
        isMended
          ? sums.project({ ...event, data: { ...event.data, poison: false } }, read)
          : sums.project(event, read),
    };
    return { projection, mend: () => (isMended = true) };
  }

  it.each([
    ['the process at work', 0],
    ['another process', 1],
  ])('resumes by %s a projection that stood still, and nothing was skipped', async (_by, asked) => {
    const { projection, mend } = fragile();
    const holder = startReplica(projection);
    await until(holder, 'live');
    const follower = startReplica(projection);
    await until(follower, 'standby');
    await add(events, 'sum-a', 1, { poison: true });
    const after = await add(events, 'sum-a', 2);
    await until(holder, 'poisoned');
    await until(follower, 'poisoned');
    expect(follower.projector.status.reason).toContain('sum-a revision 0');
    expect(await waitFor(follower, after)).toBe(false);
    expect(await follower.projector.overview()).toMatchObject({
      report: { state: 'poisoned' },
      process: 'host:0',
    });

    mend();
    await replicas[asked]?.projector.request({ kind: 'resume', id: v4() });

    expect(await clock.advanceUntil(sees('sum-a', 3))).toBeLessThanOrEqual(1_050);
    await until(holder, 'live');
    await until(follower, 'standby');
  });

  it('finds it standing still again when nothing was mended', async () => {
    await add(events, 'sum-a', 1, { poison: true });
    const states: ProjectorState[] = [];
    const holder = startReplica(sums, { onState: ({ state }) => states.push(state) });
    await until(holder, 'poisoned');
    states.length = 0;
    await holder.projector.request({ kind: 'resume', id: v4() });
    await clock.advanceUntil(() => states.at(-1) === 'poisoned');
    expect(states).toEqual(['catching-up', 'poisoned']);
  });

  it.each([
    ['the process at work', 0],
    ['another process', 1],
  ])('has the documents built anew by %s, and they are as they were', async (_by, asked) => {
    for (let nth = 0; nth < 50; nth++) await add(events, `sum-${nth % 7}`, nth);
    const [holder, follower] = await givenTwo();
    const all = () => documents.collection(totals).find({ limit: 100 });
    const before = await all();
    await documents.write([{ kind: 'put', collection: totals.name, id: 'sum-3', document: { total: -1 } }]);
    expect(await all()).not.toEqual(before);
    holder.batches.length = 0;

    await replicas[asked]?.projector.request({ kind: 'rebuild', id: v4() });
    await clock.advanceUntil(() => holder.batches.length > 0);
    await until(holder, 'live');

    expect(await all()).toEqual(before);
    await clock.advanceUntil(() => !follower.projector.status.isRebuilding);
    expect(holder.projector.status.isRebuilding).toBe(false);
    await clock.advance(5_000);
    expect(holder.batches).toHaveLength(1);
  });

  it('is told by every process that the documents are being built', async () => {
    let go: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (go = resolve));
    let isGated = false;
    const slow: Projection = {
      ...sums,
      project: async (event, read) => {
        if (isGated) await gate;
        return await sums.project(event, read);
      },
    };
    const position = await add(events, 'sum-a', 1);
    const holder = startReplica(slow);
    await until(holder, 'live');
    const follower = startReplica(slow);
    await until(follower, 'standby');
    isGated = true;
    await follower.projector.request({ kind: 'rebuild', id: v4() });
    await clock.advanceUntil(() => replicas.every(({ projector }) => projector.status.isRebuilding));
    let visible: boolean | undefined;
    void waitFor(follower, position).then((result) => (visible = result));
    await clock.advance(500);
    expect(visible).toBeUndefined();
    go();
    await clock.advanceUntil(() => visible === true);
    await clock.advanceUntil(() => replicas.every(({ projector }) => !projector.status.isRebuilding));
  });

  it('has a rebuild finished by another process when the first is lost in the middle of it', async () => {
    for (let nth = 0; nth < 10; nth++) await add(events, 'sum-a', 1);
    const [holder, follower] = await givenTwo();
    await holder.projector.request({ kind: 'rebuild', id: v4() });
    holder.process.freeze();
    await documents.reset(KEY, [totals]);
    await clock.advanceUntil(sees('sum-a', 10));
    expect(follower.projector.isAtWork).toBe(true);
    await until(follower, 'live');
  });

  it('learns that nobody is at work', async () => {
    const [holder, follower] = await givenTwo();
    follower.process.freeze();
    await holder.projector.stop();
    expect(await holder.projector.overview()).toMatchObject({
      report: { state: 'stopped' },
      process: null,
    });
  });
});
