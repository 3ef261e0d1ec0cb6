import type { CollectionDefinition, DocumentStore } from '@reeve/document-store';
import { startMongoDatabases } from '@reeve/testing/mongodb';
import type { MongoDatabases } from '@reeve/testing/mongodb';
import { describeWithPart } from '@reeve/testing/servers';
import mongoose from 'mongoose';
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import { openMongoDocumentStore } from './index.js';
import { LAYOUTS } from './layouts.js';
import type { LayoutRecord } from './layouts.js';

const NOTES = {
  name: 'testing_notes',
  fields: { title: 'text' },
  indexes: [['title']],
} as const satisfies CollectionDefinition;
const BY_SIZE = {
  name: 'testing_notes',
  fields: { title: 'text', size: 'number' },
  indexes: [['title'], ['size', 'title']],
  searchable: ['title'],
} as const satisfies CollectionDefinition;

const DOCUMENTS = 1_200;

describeWithPart('mongodb', 'documents in MongoDB that were written by another declaration', () => {
  let databases: MongoDatabases;
  beforeAll(async () => {
    databases = await startMongoDatabases();
  });
  afterAll(() => databases.stop());

  async function open(url: string, definition: CollectionDefinition): Promise<DocumentStore> {
    const store = await openMongoDocumentStore({ url, collections: [definition] });
    onTestFinished(() => store.close());
    return store;
  }

  async function aDatabaseOf(url: string) {
    const client = await mongoose.mongo.MongoClient.connect(url);
    onTestFinished(() => client.close());
    return client.db();
  }

  async function fill(url: string): Promise<DocumentStore> {
    const store = await open(url, NOTES);
    await store.write(
      Array.from({ length: DOCUMENTS }, (_, number) => ({
        kind: 'put',
        collection: NOTES.name,
        id: `n${number}`,
        document: { title: `Note ${number}`, size: number % 10 },
        seen: '5',
      })),
    );
    return store;
  }

  it('are found by the new one, keep what they have seen, and get its indexes', async () => {
    const url = databases.url();
    await (await fill(url)).close();

    const store = await open(url, BY_SIZE);
    const notes = store.collection(BY_SIZE);

    expect(await notes.count({ where: { size: 3 } })).toBe(DOCUMENTS / 10);
    expect(await notes.count({ search: 'TE 1199' })).toBe(1);
    expect(
      await store.write([{ kind: 'put', collection: NOTES.name, id: 'n7', document: {}, seen: '5' }]),
    ).toEqual([false]);
    const database = await aDatabaseOf(url);
    await vi.waitFor(async () => {
      const names = (await database.collection(NOTES.name).indexes()).map(({ name }) => name);
      expect(names).toContain('field_size_1_field_title_1__id_1');
      expect(names).toContain('grams_1');
    });
  });

  it('are complete while others go on to write', async () => {
    const url = databases.url();
    const old = await fill(url);
    const store = await open(url, BY_SIZE);

    await Promise.all([
      store.collection(BY_SIZE).count(),
      ...Array.from({ length: 100 }, (_, number) =>
        old.write([
          {
            kind: 'put',
            collection: NOTES.name,
            id: `n${number * 12}`,
            document: { title: 'Changed' },
            seen: '6',
          },
        ]),
      ),
    ]);

    expect(await store.collection(BY_SIZE).count({ where: { title: 'Changed' } })).toBe(100);
    expect(await store.collection(BY_SIZE).get('n1188')).toEqual({ title: 'Changed' });
    expect(
      await store.write([{ kind: 'put', collection: NOTES.name, id: 'n12', document: {}, seen: '6' }]),
    ).toEqual([false]);
  });

  it('are left alone where it says the same', async () => {
    const url = databases.url();
    await (await fill(url)).close();
    const database = await aDatabaseOf(url);
    await database.collection(NOTES.name).updateMany({}, { $set: { mark: 1 } });

    const store = await open(url, structuredClone(NOTES));

    expect(await store.collection(NOTES).count()).toBe(DOCUMENTS);
    expect(await database.collection(NOTES.name).countDocuments({ mark: 1 })).toBe(DOCUMENTS);
  });

  it('are brought to it again after being cut short', async () => {
    const url = databases.url();
    await (await fill(url)).close();
    const database = await aDatabaseOf(url);
    await (await open(url, BY_SIZE)).collection(BY_SIZE).count();
    // As it is when the process has ended on the way.
    await database.collection(NOTES.name).updateOne({ _id: 'n1' as never }, { $unset: { field_size: '' } });
    await database.collection<LayoutRecord>(LAYOUTS).deleteOne({ _id: NOTES.name });

    const store = await open(url, BY_SIZE);

    expect(await store.collection(BY_SIZE).count({ where: { size: 1 } })).toBe(DOCUMENTS / 10);
  });
});
