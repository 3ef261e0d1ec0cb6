import { CheckpointMovedError } from '@reeve/document-store';
import type { CollectionDefinition, DocumentStore, WriteOperation } from '@reeve/document-store';
import { startMongoDatabases } from '@reeve/testing/mongodb';
import type { MongoDatabases } from '@reeve/testing/mongodb';
import { describeWithPart } from '@reeve/testing/servers';
import mongoose from 'mongoose';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
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
  readonly url: string;
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
    return { store, url, database: client.db() };
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

  describe('after a write of the same process', () => {
    const first = { projection: 'p', position: '8', after: null };
    const second = { projection: 'p', position: '9', after: '8' };
    const later: WriteOperation = { ...aNote, document: { text: 'later' }, seen: '9' };

    /** Has the store take the server for one that was away. */
    function away(store: DocumentStore): void {
      const contact = store.contact + 1;
      vi.spyOn(store, 'contact', 'get').mockReturnValue(contact);
    }

    it('is moved without another claim', async () => {
      const { store, database } = await open();
      await store.write([aNote], first);
      const update = vi.spyOn(mongoose.mongo.Collection.prototype, 'updateOne');

      expect(await store.write([later], second)).toEqual([true]);

      expect(update).toHaveBeenCalledOnce();
      expect(await database.collection<CheckpointRecord>(CHECKPOINTS).findOne()).toMatchObject({
        position: '9',
        claim: expect.any(String) as unknown,
      });
    });

    it('is not recorded where the documents were lost before it', async () => {
      const { store, database } = await open();
      await store.write([aNote], first);
      beforeRecording(restored(database, '8'));

      await expect(store.write([later], second)).rejects.toThrow(CheckpointMovedError);

      expect(await store.checkpoint('p')).toBe('8');
    });

    it('is recorded by another process that has claimed meanwhile', async () => {
      const { store, url } = await open();
      const other = await openMongoDocumentStore({ url, collections: [NOTES] });
      onTestFinished(() => other.close());
      await store.write([aNote], first);
      beforeRecording(() => other.write([{ ...later, seen: '8.5' }], { ...second, position: '8.5' }));

      await expect(store.write([later], second)).rejects.toThrow(CheckpointMovedError);

      expect(await store.checkpoint('p')).toBe('8.5');
    });

    it('is claimed anew when the server was away since', async () => {
      const { store, database } = await open();
      await store.write([aNote], first);
      const records = database.collection<CheckpointRecord>(CHECKPOINTS);
      const left = await records.findOne();
      away(store);
      let claimed: CheckpointRecord | null = null;
      beforeRecording(async () => (claimed = await records.findOne()));

      await store.write([later], second);

      expect(claimed).toMatchObject({
        position: '8',
        claim: expect.not.stringMatching(left?.claim ?? '') as unknown,
      });
      expect(await store.checkpoint('p')).toBe('9');
    });

    it('stands for documents that are written again when the server came back without them, as it was before', async () => {
      const { store, database } = await open();
      await store.write([aNote], first);
      const apply = Reflect.get(DocumentWriter.prototype, 'apply');
      vi.spyOn(DocumentWriter.prototype, 'apply').mockImplementationOnce(async function (
        this: DocumentWriter,
        ...parameters
      ) {
        const effects = await apply.apply(this, parameters);
        // The checkpoint and its claim are those of the backup.
        await database.collection(NOTES.name).drop();
        away(store);
        return effects;
      });

      expect(await store.write([later], second)).toEqual([true]);

      expect(await store.checkpoint('p')).toBe('9');
      expect(await store.collection(NOTES).get('a')).toEqual({ text: 'later' });
    });
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
