import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DocumentStore } from '@reeve/document-store';
import { openMongoDocumentStore } from '@reeve/document-store/mongodb';
import { openSqliteDocumentStore } from '@reeve/document-store/sqlite';
import type { EventStore } from '@reeve/event-store';
import { openMemoryEventStore } from '@reeve/event-store/memory';
import { startMongoDatabases } from '@reeve/testing/mongodb';
import type { MongoDatabases } from '@reeve/testing/mongodb';
import { describeWithPart } from '@reeve/testing/servers';
import { v4 } from 'uuid';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { projectionCollections } from './projection-collections.js';
import { projectionKey } from './projection.js';
import { Projector } from './projector.js';
import { add, sums, totals } from './testing/sums.js';

const COLLECTIONS = [totals, ...projectionCollections];
const WITHIN = { timeout: 20_000, interval: 50 };

describe('Projectors over a file of SQLite', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'reeve-projectors-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  projectorsFeatures(() =>
    openSqliteDocumentStore({ path: join(folder, `${v4()}.db`), collections: COLLECTIONS }),
  );
});

describeWithPart('mongodb', 'Projectors over MongoDB', () => {
  let databases: MongoDatabases;
  beforeAll(async () => {
    databases = await startMongoDatabases();
  });
  afterAll(() => databases.stop());

  projectorsFeatures(() => openMongoDocumentStore({ url: databases.url(), collections: COLLECTIONS }));
});

/** That the leases and the guarded checkpoints are what the projectors take them for, in every store. */
function projectorsFeatures(open: () => Promise<DocumentStore>): void {
  let events: EventStore;
  let documents: DocumentStore;
  let projectors: Projector[];
  beforeEach(async () => {
    events = openMemoryEventStore();
    documents = await open();
    projectors = [];
  });
  afterEach(async () => {
    await Promise.all(projectors.map((projector) => projector.stop()));
    await documents.close();
  });

  function start(store = documents): Projector {
    const projector = new Projector(sums, events, store, {}, { process: `host:${projectors.length}` });
    projectors.push(projector);
    projector.start();
    return projector;
  }
  const total = async () => (await documents.collection<{ total: number }>(totals).get('sum-a'))?.total;
  const atWork = () => projectors.filter(({ isAtWork }) => isAtWork);

  it('one of four is at work, and all know what it has done', async () => {
    for (let nth = 0; nth < 4; nth++) start();
    for (let nth = 1; nth <= 20; nth++) {
      const position = await add(events, 'sum-a', 1);
      const waited = projectors.map((projector) => projector.waitFor(position, Date.now() + 5_000));
      expect(await Promise.all(waited)).toEqual([true, true, true, true]);
      expect(await total()).toBe(nth);
    }
    expect(atWork()).toHaveLength(1);
  });

  it('one takes over at once from one that stops in order', async () => {
    const first = start();
    await vi.waitFor(() => expect(atWork()).toHaveLength(1), WITHIN);
    const second = start();
    await add(events, 'sum-a', 1);
    await first.stop();
    const began = performance.now();
    await vi.waitFor(() => expect(second.status.state).toBe('live'), WITHIN);
    expect(performance.now() - began).toBeLessThan(2_000);
  });

  it('one takes over within 10 s from one that is lost', { timeout: 30_000 }, async () => {
    let isLost = false;
    const silent: DocumentStore = {
      contact: 0,
      collection: (definition) => documents.collection(definition),
      write: (...args) => (isLost ? new Promise(() => undefined) : documents.write(...args)),
      checkpoint: (projection) => documents.checkpoint(projection),
      reset: (...args) => documents.reset(...args),
      removeWhere: (...args) => documents.removeWhere(...args),
      close: () => documents.close(),
    };
    start(silent);
    await vi.waitFor(() => expect(atWork()).toHaveLength(1), WITHIN);
    const second = start();
    isLost = true;
    // What is lost is never stopped.
    projectors.shift();
    const position = await add(events, 'sum-a', 1);
    expect(await second.waitFor(position, Date.now() + 10_000)).toBe(true);
    expect(await total()).toBe(1);
  });

  it('documents that are emptied under them are filled again', async () => {
    const projector = start();
    await projector.waitFor(await add(events, 'sum-a', 7), Date.now() + 5_000);
    await documents.reset(projectionKey(sums), COLLECTIONS);
    await vi.waitFor(async () => expect(await total()).toBe(7), WITHIN);
    await projector.waitFor(await add(events, 'sum-a', 1), Date.now() + 5_000);
    expect(await total()).toBe(8);
  });

  it('a rebuild leaves the same documents', async () => {
    const projector = start();
    for (let nth = 0; nth < 30; nth++) await add(events, `sum-${nth % 4}`, nth);
    const head = await events.head();
    if (head === undefined) throw new Error('The log is empty');
    await projector.waitFor(head, Date.now() + 5_000);
    const all = () => documents.collection(totals).find({ limit: 100 });
    const before = await all();
    await projector.request({ kind: 'rebuild', id: v4() });
    await vi.waitFor(async () => {
      expect(await projector.overview()).toMatchObject({
        requested: [],
        report: { state: 'live', isRebuilding: false, position: head },
      });
    }, WITHIN);
    expect(await all()).toEqual(before);
  });
}
