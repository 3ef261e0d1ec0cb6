import { DocumentStoreRefusedError, DocumentStoreUnavailableError } from '@reeve/document-store';
import type { CollectionDefinition, DocumentStore, WriteOperation } from '@reeve/document-store';
import { startMongoServer } from '@reeve/testing/mongodb';
import { describeWithPart, freePort } from '@reeve/testing/servers';
import type { TestServer } from '@reeve/testing/servers';
import mongoose from 'mongoose';
import { afterEach, beforeEach, expect, it, onTestFinished, vi } from 'vitest';
import { openMongoDocumentStore } from './index.js';
import { MongoConnection } from './mongo-connection.js';

const NOTES = {
  name: 'testing_notes',
  fields: { title: 'text', at: 'number' },
  indexes: [['title', 'at'], ['at']],
  searchable: ['title'],
} as const satisfies CollectionDefinition;

const INDEXES = ['_id_', 'field_title_1_field_at_1__id_1', 'field_at_1__id_1', 'grams_1'];

/** Milliseconds; where reads are retried, selection and an answer count twice. */
const BOUND = 10_000;
const BACK = { timeout: 20_000 };

const aNote = (id: string): WriteOperation => ({
  kind: 'put',
  collection: NOTES.name,
  id,
  document: { title: `Note ${id}` },
});

async function open(url: string): Promise<DocumentStore> {
  const store = await openMongoDocumentStore({ url, collections: [NOTES] });
  onTestFinished(() => store.close());
  return store;
}

async function indexesOf(url: string): Promise<readonly unknown[]> {
  const client = await mongoose.mongo.MongoClient.connect(url);
  try {
    return (await client.db().collection(NOTES.name).indexes()).map(({ name }) => name);
  } finally {
    await client.close();
  }
}

describeWithPart('mongodb-stand-in', 'a document store whose MongoDB', () => {
  let server: TestServer;
  let url: string;
  beforeEach(async () => {
    server = await startMongoServer();
    url = `${server.url}/reeve`;
  });
  afterEach(() => server.stop());

  const everything = (store: DocumentStore): readonly (readonly [string, () => Promise<unknown>])[] => {
    const notes = store.collection(NOTES);
    return [
      ['get', () => notes.get('a')],
      ['getMany', () => notes.getMany(['a'])],
      ['find', () => notes.find({ limit: 1 })],
      ['count', () => notes.count()],
      ['countBy', () => notes.countBy('title')],
      ['write', () => store.write([aNote('a')], { projection: 'p', position: '1', after: null })],
      ['checkpoint', () => store.checkpoint('p')],
      ['reset', () => store.reset('p', [NOTES])],
      ['removeWhere', () => store.removeWhere(NOTES, {}, 1)],
    ];
  };

  async function expectAllUnavailable(store: DocumentStore): Promise<void> {
    const begun = Date.now();
    await Promise.all(
      everything(store).map(async ([name, attempt]) => {
        await expect(attempt(), name).rejects.toThrow(DocumentStoreUnavailableError);
      }),
    );
    expect(Date.now() - begun).toBeLessThan(BOUND);
  }

  it('is not there yet opens, and works when it is', async () => {
    await server.kill();
    const store = await open(url);
    await expectAllUnavailable(store);

    await server.restart();

    await vi.waitFor(() => store.write([aNote('a')]), BACK);
    expect(await store.collection(NOTES).count({ search: 'note' })).toBe(1);
    expect(await indexesOf(url)).toEqual(expect.arrayContaining(INDEXES));
  });

  it('is killed fails within bounds, and works again when it is back, empty, with its indexes', async () => {
    const store = await open(url);
    await store.write([aNote('a')], { projection: 'p', position: '1' });

    await server.kill();
    await expectAllUnavailable(store);
    await server.restart();

    await vi.waitFor(async () => expect(await store.checkpoint('p')).toBeUndefined(), BACK);
    expect(await store.collection(NOTES).count()).toBe(0);
    expect(await store.write([aNote('a')], { projection: 'p', position: '1', after: null })).toEqual([true]);
    await vi.waitFor(async () => expect(await indexesOf(url)).toEqual(expect.arrayContaining(INDEXES)), BACK);
  });

  it('is killed is asked for nothing, when it is back, before it is prepared again', async () => {
    let prepared = 0;
    const ask = () => connection.collection('testing_notes').findOne({});
    const connection = new MongoConnection(url, async () => {
      await ask();
      prepared += 1;
    });
    onTestFinished(() => connection.close());
    const preparedWhenAsked = () =>
      connection.run(async () => {
        await ask();
        return prepared;
      });
    expect(await preparedWhenAsked()).toBe(1);

    await server.kill();
    await expect(preparedWhenAsked()).rejects.toThrow(DocumentStoreUnavailableError);
    const [first] = await Promise.all([vi.waitFor(preparedWhenAsked, BACK), server.restart()]);
    expect(first).toBeGreaterThan(1);
  });

  it('hangs fails within bounds, and works again when it does not', async () => {
    const store = await open(url);
    await store.write([aNote('a')]);

    await server.freeze();
    await expectAllUnavailable(store);
    server.thaw();

    await vi.waitFor(
      async () => expect(await store.collection(NOTES).get('a')).toEqual({ title: 'Note a' }),
      BACK,
    );
  });

  it('loses its data between two writes is no reason to open the store again', async () => {
    const store = await open(url);
    for (let round = 0; round < 3; round++) {
      await vi.waitFor(() => store.write([aNote('a')], { projection: 'p', position: '1' }), BACK);
      expect(await store.collection(NOTES).get('a')).toEqual({ title: 'Note a' });
      const { contact } = store;
      await server.restart();
      await vi.waitFor(async () => expect(await store.checkpoint('p')).toBeUndefined(), BACK);
      expect(store.contact).toBeGreaterThan(contact);
    }
  });

  it('is away can be closed without', async () => {
    const store = await open(url);
    await store.write([aNote('a')]);
    await server.kill();
    const waiting = expect(store.collection(NOTES).get('a')).rejects.toThrow(DocumentStoreUnavailableError);

    await store.close();

    await waiting;
  });

  it('was never there can be closed without', async () => {
    const store = await openMongoDocumentStore({
      url: `mongodb://127.0.0.1:${await freePort()}/reeve`,
      collections: [NOTES],
    });
    await store.close();
    await expect(store.checkpoint('p')).rejects.toThrow('The document store is closed');
  });

  it('refuses the credentials says so at the first use, and by which setting', async () => {
    const store = await open(url.replace('//', '//somebody:secret@'));

    for (const [name, attempt] of everything(store)) {
      const failure = await attempt().catch((error: unknown) => error);
      expect(failure, name).toBeInstanceOf(DocumentStoreRefusedError);
      expect(String(failure)).toContain('REEVE_DOCUMENT_STORE_URL');
      expect(String(failure)).not.toContain('secret');
    }
  });
});
