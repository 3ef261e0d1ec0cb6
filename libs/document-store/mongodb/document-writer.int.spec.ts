import type { CollectionDefinition, DocumentStore, WriteOperation } from '@reeve/document-store';
import { startMongoDatabases } from '@reeve/testing/mongodb';
import type { MongoDatabases } from '@reeve/testing/mongodb';
import { describeWithPart } from '@reeve/testing/servers';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { openMongoDocumentStore } from './index.js';

const NOTES = {
  name: 'testing_notes',
  fields: { text: 'text' },
  indexes: [['text']],
} as const satisfies CollectionDefinition;

const WRITERS = 24;
const ROUNDS = 8;

const target = (id: string) => ({ collection: NOTES.name, id });
const put = (id: string, seen: number): WriteOperation => {
  return { kind: 'put', ...target(id), document: { seen }, seen: String(seen).padStart(4, '0') };
};
const insert = (id: string, writer: number): WriteOperation => {
  return { kind: 'insert', ...target(id), document: { writer } };
};
const remove = (id: string): WriteOperation => ({ kind: 'remove', ...target(id) });

describeWithPart('mongodb', 'writers of the same documents in MongoDB', () => {
  let databases: MongoDatabases;
  beforeAll(async () => {
    databases = await startMongoDatabases();
  });
  afterAll(() => databases.stop());

  /** Two processes, as far as MongoDB can tell. */
  async function openTwice(): Promise<readonly [DocumentStore, DocumentStore]> {
    const options = { url: databases.url(), collections: [NOTES] };
    const stores = [await openMongoDocumentStore(options), await openMongoDocumentStore(options)] as const;
    onTestFinished(async () => {
      await Promise.all(stores.map((store) => store.close()));
    });
    return stores;
  }

  /** Each writer's operations at once, every other one's through the other store. */
  const atOnce = (
    [one, other]: readonly [DocumentStore, DocumentStore],
    operations: (writer: number) => readonly WriteOperation[],
  ) =>
    Promise.all(
      Array.from({ length: WRITERS }, (_, writer) =>
        (writer % 2 === 0 ? one : other).write(operations(writer)),
      ),
    );

  it('leave what has seen the most, whoever was first', async () => {
    const stores = await openTwice();
    for (let round = 0; round < ROUNDS; round++) {
      // Shuffled: 7 and 24 have no divisor in common.
      await atOnce(stores, (writer) => [put(`n${round}`, (writer * 7) % WRITERS)]);
      expect(await stores[0].collection(NOTES).get(`n${round}`)).toEqual({ seen: WRITERS - 1 });
    }
  });

  it('leave it also where each writes several times', async () => {
    const stores = await openTwice();
    for (let round = 0; round < ROUNDS; round++) {
      const effects = await atOnce(stores, (writer) => [
        put(`n${round}`, writer * 2),
        put(`n${round}`, writer * 2 + 1),
      ]);
      expect(await stores[0].collection(NOTES).get(`n${round}`)).toEqual({ seen: WRITERS * 2 - 1 });
      expect(effects[WRITERS - 1]?.[1]).toBe(true);
    }
  });

  it('insert once', async () => {
    const stores = await openTwice();
    for (let round = 0; round < ROUNDS; round++) {
      const effects = await atOnce(stores, (writer) => [insert(`n${round}`, writer)]);
      const winners = effects.flatMap(([won], writer) => (won === true ? [writer] : []));
      expect(winners).toHaveLength(1);
      expect(await stores[0].collection(NOTES).get(`n${round}`)).toEqual({ writer: winners[0] });
    }
  });

  it('say exactly who has inserted and who has removed', async () => {
    const stores = await openTwice();
    for (let round = 0; round < ROUNDS; round++) {
      const id = `n${round}`;
      const effects = await atOnce(stores, (writer) =>
        writer % 3 === 0
          ? [insert(id, writer)]
          : writer % 3 === 1
            ? [remove(id)]
            : [remove(id), insert(id, writer)],
      );

      const operations = (writer: number) =>
        writer % 3 === 2 ? ['remove', 'insert'] : writer % 3 === 1 ? ['remove'] : ['insert'];
      const took = effects.flatMap((of, writer) =>
        operations(writer).filter((_, index) => of[index] === true),
      );
      const left =
        took.filter((kind) => kind === 'insert').length - took.filter((kind) => kind === 'remove').length;
      expect(await stores[0].collection(NOTES).count()).toBe(left);
      await stores[0].write([remove(id)]);
    }
  });

  it('are told of each operation of a large write whether it took effect', async () => {
    const [store] = await openTwice();
    await store.write(
      Array.from({ length: 200 }, (_, number) => put(`n${number}`, number % 2 === 0 ? 5 : 1)),
    );

    const effects = await store.write(
      Array.from({ length: 300 }, (_, number) => {
        if (number % 10 === 0) return insert(`n${number}`, number);
        return number % 10 === 1 ? remove(`n${number}`) : put(`n${number}`, 3);
      }),
    );

    const expected = Array.from({ length: 300 }, (_, number) => {
      const isThere = number < 200;
      if (number % 10 === 0) return !isThere;
      return number % 10 === 1 ? isThere : !isThere || number % 2 === 1;
    });
    expect(effects).toEqual(expected);
  });
});
