import type { Collection, CollectionDefinition, Document, DocumentStore } from '@reeve/document-store';
import { DocumentStoreUnavailableError } from '@reeve/document-store';
import { openMemoryDocumentStore } from '@reeve/document-store/memory';
import type { EventStore, Position } from '@reeve/event-store';
import { openMemoryEventStore } from '@reeve/event-store/memory';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { projectionKey } from './projection.js';
import { Projector } from './projector.js';
import type { ProjectorState } from './projector-status.js';
import { ManualClock } from './testing/manual-clock.js';
import { add as addTo, sums, totals } from './testing/sums.js';

const KEY = projectionKey(sums);
const DEADLINE = 5_000;
const running: Projector[] = [];
let events: EventStore;
let documents: DocumentStore;

beforeEach(() => {
  events = openMemoryEventStore();
  documents = openMemoryDocumentStore([totals]);
});
afterEach(async () => {
  await Promise.all(running.splice(0).map((projector) => projector.stop()));
});

function project(store: DocumentStore = documents, log: EventStore = events) {
  const states: ProjectorState[] = [];
  const waiting = new Map<ProjectorState, (() => void)[]>();
  const projector = new Projector(sums, log, store, {
    onState: ({ state }) => {
      states.push(state);
      for (const resolve of waiting.get(state)?.splice(0) ?? []) resolve();
    },
  });
  running.push(projector);
  projector.start();
  const reached = (state: ProjectorState) =>
    states.includes(state)
      ? Promise.resolve()
      : new Promise<void>((resolve) => waiting.set(state, [...(waiting.get(state) ?? []), resolve]));
  return { projector, states, reached };
}

const add = (stream: string, amount: number, over: { readonly poison?: boolean } = {}, log = events) =>
  addTo(log, stream, amount, over);

/** The documents, written by way of `write`. */
function writingThrough(write: DocumentStore['write']): DocumentStore {
  return {
    contact: 0,
    collection: (definition) => documents.collection(definition),
    write,
    checkpoint: (projection) => documents.checkpoint(projection),
    reset: (projection, collections) => documents.reset(projection, collections),
    removeWhere: (...args) => documents.removeWhere(...args),
    close: () => documents.close(),
  };
}

async function headOf(log: EventStore): Promise<Position> {
  const head = await log.head();
  if (head === undefined) throw new Error('The log is empty');
  return head;
}

const total = async (stream: string, store: DocumentStore = documents) =>
  (await store.collection<{ total: number }>(totals).get(stream))?.total;

describe('a projector', () => {
  it('that has passed by all there is has left a checkpoint before it says so', async () => {
    const { projector } = project();
    const position = await add('other-a', 1);
    expect(await projector.waitFor(position, Date.now() + DEADLINE)).toBe(true);
    expect(await documents.checkpoint(KEY)).toBe(position);
  });

  it('shows what was appended once it was waited for', async () => {
    const { projector } = project();
    const position = await add('sum-a', 2);
    expect(await projector.waitFor(position, Date.now() + DEADLINE)).toBe(true);
    expect(await total('sum-a')).toBe(2);
  });

  it('adds up what is in one batch', async () => {
    for (const amount of [1, 2, 3]) await add('sum-a', amount);
    const last = await add('sum-b', 10);
    const { projector } = project();
    await projector.waitFor(last, Date.now() + DEADLINE);
    expect([await total('sum-a'), await total('sum-b')]).toEqual([6, 10]);
  });

  it('writes each document that a batch changes once', async () => {
    for (const amount of [1, 2, 3]) await add('sum-a', amount);
    const last = await add('sum-b', 10);
    const written: string[][] = [];
    const { projector } = project(
      writingThrough((operations, checkpoint) => {
        written.push(operations.map(({ id }) => id));
        return documents.write(operations, checkpoint);
      }),
    );
    await projector.waitFor(last, Date.now() + DEADLINE);
    expect(written).toEqual([['sum-a', 'sum-b']]);
    expect(await total('sum-a')).toBe(6);
  });

  it('asks for no document that it has just written, and again for one that a later event has held back', async () => {
    const asked: string[] = [];
    const store: DocumentStore = {
      ...writingThrough((...args) => documents.write(...args)),
      collection: <D extends Document>(definition: CollectionDefinition): Collection<D> => {
        const stored = documents.collection<D>(definition);
        return {
          definition,
          get: (id) => (asked.push(id), stored.get(id)),
          getMany: (ids) => stored.getMany(ids),
          find: (options) => stored.find(options),
          findIds: (options) => stored.findIds(options),
          findJoined: (options, others) => stored.findJoined(options, others),
          getManyJoined: (ids, others) => stored.getManyJoined(ids, others),
          count: (options) => stored.count(options),
          countBy: (field, options) => stored.countBy(field, options),
        };
      },
    };
    const { projector } = project(store);
    const show = async (amount: number) =>
      projector.waitFor(await add('sum-a', amount), Date.now() + DEADLINE);
    await show(1);
    await show(2);
    expect(asked).toEqual(['sum-a']);

    const later = {
      kind: 'put',
      collection: totals.name,
      id: 'sum-a',
      document: { total: 100 },
      seen: '9',
    } as const;
    await documents.write([later]);
    await show(3);
    await show(4);

    expect(asked).toEqual(['sum-a', 'sum-a']);
    expect(await total('sum-a')).toBe(100);
  });

  it('writes nothing for events that no document says anything of, but how far it has come in time', async () => {
    const written: string[][] = [];
    const { projector } = project(
      writingThrough((operations, checkpoint) => {
        written.push(operations.map(({ id }) => id));
        return documents.write(operations, checkpoint);
      }),
    );
    await projector.waitFor(await add('sum-a', 1), Date.now() + DEADLINE);
    const last = await add('sum-a', 0);
    expect(await projector.waitFor(last, Date.now() + DEADLINE)).toBe(true);
    expect(written).toEqual([['sum-a']]);
    expect(await projector.isComplete()).toBe(true);
    expect(written).toEqual([['sum-a'], []]);
    expect(await documents.checkpoint(KEY)).toBe(last);
  });

  it('lets events come together for a batch while nobody waits for them, where its projection says so', async () => {
    const clock = new ManualClock();
    const written: number[] = [];
    const store = writingThrough((operations, checkpoint) => {
      written.push((operations[0] as unknown as { document: { total: number } }).document.total);
      return documents.write(operations, checkpoint);
    });
    const projector = new Projector({ ...sums, gatherMs: 25 }, events, store, {}, { clock });
    running.push(projector);
    projector.start();
    await clock.advanceUntil(() => projector.status.state === 'live');

    await add('sum-a', 1);
    await clock.advanceUntil(() => written.length === 1);
    for (const amount of [2, 3, 4]) {
      await add('sum-a', amount);
      await clock.advance(8);
    }
    expect(written).toEqual([1]);
    await clock.advance(1);
    expect(written).toEqual([1, 10]);
    expect(await projector.waitFor(await add('sum-a', 5), Date.now() + DEADLINE)).toBe(true);
    expect(written).toEqual([1, 10, 15]);
  });

  it('passes by what its filter leaves out, so that nobody waits for it', async () => {
    const { projector } = project();
    const position = await add('other-a', 1);
    expect(await projector.waitFor(position, Date.now() + DEADLINE)).toBe(true);
    expect(await total('other-a')).toBeUndefined();
  });

  it('goes on where it stopped', async () => {
    const first = project();
    await first.projector.waitFor(await add('sum-a', 1), Date.now() + DEADLINE);
    await first.projector.stop();
    const position = await add('sum-a', 2);
    const second = project();
    await second.projector.waitFor(position, Date.now() + DEADLINE);
    expect(await total('sum-a')).toBe(3);
  });

  it('knows after a restart what is visible already', async () => {
    const first = project();
    const position = await add('sum-a', 1);
    await first.projector.waitFor(position, Date.now() + DEADLINE);
    await first.projector.stop();
    const second = project();
    await second.reached('live');
    expect(await second.projector.waitFor(position, Date.now())).toBe(true);
  });

  it('counts nothing twice when it stopped between the documents and their checkpoint', async () => {
    let writes = 0;
    const interrupted = writingThrough(async (...[operations, checkpoint]) => {
      writes += 1;
      if (writes !== 2) return await documents.write(operations, checkpoint);
      await documents.write(operations);
      throw new DocumentStoreUnavailableError('gone in between');
    });
    const { projector } = project(interrupted);
    await projector.waitFor(await add('sum-a', 1), Date.now() + DEADLINE);
    await projector.waitFor(await add('sum-a', 5), Date.now() + DEADLINE);
    expect(writes).toBeGreaterThan(2);
    expect(await total('sum-a')).toBe(6);
  });

  it('tells whoever waits too long that reads may not show it yet', async () => {
    const { projector } = project();
    const beyond = '~' as Position;
    expect(await projector.waitFor(beyond, Date.now() + 20)).toBe(false);
  });
});

describe('a document store', () => {
  it('that comes back empty is filled again', async () => {
    const first = project();
    await first.projector.waitFor(await add('sum-a', 7), Date.now() + DEADLINE);
    await first.projector.stop();
    const empty = openMemoryDocumentStore([totals]);
    const second = project(empty);
    await second.projector.waitFor(await add('sum-a', 1), Date.now() + DEADLINE);
    expect(await total('sum-a', empty)).toBe(8);
  });

  it('that is emptied under a projector that is idle is filled again', async () => {
    const clock = new ManualClock();
    const projector = new Projector(sums, events, documents, {}, { clock });
    running.push(projector);
    projector.start();
    await projector.waitFor(await add('sum-a', 7), Date.now() + DEADLINE);
    await documents.reset(KEY, [totals]);
    await clock.advanceUntil(async () => (await total('sum-a')) === 7, 1_000);
    expect(projector.status.isRebuilding).toBe(false);
  });

  it('that belongs to a longer log is filled again from this one', async () => {
    const longer = openMemoryEventStore();
    for (let index = 0; index < 20; index += 1) await add('sum-x', 1, {}, longer);
    const first = project(documents, longer);
    await first.projector.waitFor(await headOf(longer), Date.now() + DEADLINE);
    await first.projector.stop();
    await add('sum-a', 3);
    const { projector } = project();
    await projector.waitFor(await headOf(events), Date.now() + DEADLINE);
    expect([await total('sum-a'), await total('sum-x')]).toEqual([3, undefined]);
  });

  it('that is away is waited for', async () => {
    let failures = 2;
    const flaky = writingThrough((...args) => {
      failures -= 1;
      return failures >= 0
        ? Promise.reject(new DocumentStoreUnavailableError('away'))
        : documents.write(...args);
    });
    const position = await add('sum-a', 4);
    const { projector, states } = project(flaky);
    expect(await projector.waitFor(position, Date.now() + DEADLINE)).toBe(true);
    expect(await total('sum-a')).toBe(4);
    expect(states).toContain('retrying');
  });
});

describe('a poison event', () => {
  it('stops the projection where it stands; nothing is skipped', async () => {
    await add('sum-a', 1);
    await add('sum-b', 1, { poison: true });
    const after = await add('sum-a', 1);
    const { projector, reached } = project();
    await reached('poisoned');
    expect(projector.status.reason).toContain('sum-b revision 0');
    expect(projector.status.reason).toContain('cannot be digested');
    expect(await projector.waitFor(after, Date.now() + DEADLINE)).toBe(false);
    expect(await total('sum-a')).toBeUndefined();
    expect(await documents.checkpoint(KEY)).toBeUndefined();
  });
});
