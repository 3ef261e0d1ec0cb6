import { CheckpointMovedError } from '@reeve/document-store';
import type { CollectionDefinition, DocumentStore, WriteOperation } from '@reeve/document-store';
import { startMongoDatabases } from '@reeve/testing/mongodb';
import type { MongoDatabases } from '@reeve/testing/mongodb';
import { describeWithPart } from '@reeve/testing/servers';
import mongoose from 'mongoose';
import { afterAll, afterEach, beforeAll, expect, it, onTestFinished, vi } from 'vitest';
import { CHECKPOINTS, Checkpoints } from './checkpoints.js';
import type { CheckpointRecord } from './checkpoints.js';
import { DocumentWriter } from './document-writer.js';
import { openMongoDocumentStore } from './index.js';

const NOTES = { name: 'testing_notes', fields: {}, indexes: [] } as const satisfies CollectionDefinition;
const aNote: WriteOperation = {
  kind: 'put',
  collection: NOTES.name,
  id: 'a',
  document: { text: 'a' },
  seen: '8',
};

interface Opened {
  readonly store: DocumentStore;
  readonly database: mongoose.mongo.Db;
}

describeWithPart('mongodb', 'a checkpoint in MongoDB', () => {
  let databases: MongoDatabases;
  beforeAll(async () => {
    databases = await startMongoDatabases();
  });
  afterAll(() => databases.stop());
  afterEach(() => void vi.restoreAllMocks());

  async function open(): Promise<Opened> {
    const url = databases.url();
    const store = await openMongoDocumentStore({ url, collections: [NOTES] });
    const client = await mongoose.mongo.MongoClient.connect(url);
    onTestFinished(async () => {
      await store.close();
      await client.close();
    });
    return { store, database: client.db() };
  }

  /** What happens to the server after the documents of the next write, before its checkpoint. */
  function beforeRecording(happens: () => Promise<unknown>): void {
    const record = Reflect.get(Checkpoints.prototype, 'record');
    vi.spyOn(Checkpoints.prototype, 'record').mockImplementationOnce(async function (
      this: Checkpoints,
      ...parameters
    ) {
      await happens();
      await record.apply(this, parameters);
    });
  }

  const restored = (database: mongoose.mongo.Db, position: string) => async () => {
    await database.dropDatabase();
    await database.collection<CheckpointRecord>(CHECKPOINTS).insertOne({ _id: 'p', position });
  };

  it('is not recorded where the documents were lost before it: the first', async () => {
    const { store, database } = await open();
    beforeRecording(() => database.dropDatabase());

    await expect(store.write([aNote], { projection: 'p', position: '8', after: null })).rejects.toThrow(
      CheckpointMovedError,
    );

    expect(await store.checkpoint('p')).toBeUndefined();
  });

  it.each(['3', '7'])(
    'is not recorded where the documents were lost before it: back at %s',
    async (position) => {
      const { store, database } = await open();
      await store.write([], { projection: 'p', position: '7' });
      beforeRecording(restored(database, position));

      await expect(store.write([aNote], { projection: 'p', position: '8', after: '7' })).rejects.toThrow(
        CheckpointMovedError,
      );

      expect(await store.checkpoint('p')).toBe(position);
    },
  );

  it('is recorded by the last to claim, when another comes after the same one meanwhile', async () => {
    const { store } = await open();
    await store.write([], { projection: 'p', position: '7' });
    beforeRecording(() =>
      store.write([{ ...aNote, seen: '9' }], { projection: 'p', position: '9', after: '7' }),
    );

    await expect(store.write([aNote], { projection: 'p', position: '8', after: '7' })).rejects.toThrow(
      CheckpointMovedError,
    );

    expect(await store.checkpoint('p')).toBe('9');
  });

  it('is none while a first write has claimed and recorded nothing, and does not keep others from it', async () => {
    const { store } = await open();
    const apply = vi
      .spyOn(DocumentWriter.prototype, 'apply')
      .mockRejectedValueOnce(new TypeError('It ends here'));
    await expect(store.write([aNote], { projection: 'p', position: '8', after: null })).rejects.toThrow(
      TypeError,
    );
    expect(apply).toHaveBeenCalledOnce();
    expect(await store.checkpoint('p')).toBeUndefined();

    expect(await store.write([aNote], { projection: 'p', position: '8', after: null })).toEqual([true]);
    expect(await store.checkpoint('p')).toBe('8');
  });

  it('stays where it is when the documents cannot be written', async () => {
    const { store } = await open();
    await store.write([], { projection: 'p', position: '7' });
    vi.spyOn(DocumentWriter.prototype, 'apply').mockRejectedValueOnce(new TypeError('It ends here'));

    await expect(store.write([aNote], { projection: 'p', position: '8', after: '7' })).rejects.toThrow(
      TypeError,
    );

    expect(await store.checkpoint('p')).toBe('7');
    expect(await store.write([aNote], { projection: 'p', position: '8', after: '7' })).toEqual([true]);
  });
});
