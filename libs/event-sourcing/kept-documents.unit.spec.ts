import { DocumentStoreUnavailableError } from '@reeve/document-store';
import type { CollectionDefinition, DocumentStore } from '@reeve/document-store';
import { openMemoryDocumentStore } from '@reeve/document-store/memory';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { MockInstance } from 'vitest';
import { KeptDocuments } from './kept-documents.js';
import type { ChangingDocument } from './kept-documents.js';
import { projectionKey } from './projection.js';

interface Thing extends ChangingDocument {
  readonly name: string;
}

const THINGS: CollectionDefinition = {
  name: 'things_things',
  fields: { changed: 'text' },
  indexes: [['changed']],
};
const PROJECTION = { name: 'things', version: 1 };

let store: DocumentStore;
let kept: KeptDocuments<Thing>;
let forgotten: number;
let checkpoint: string | null;
let find: MockInstance;
beforeEach(() => {
  store = openMemoryDocumentStore([THINGS]);
  const things = store.collection(THINGS);
  find = vi.spyOn(things, 'find');
  vi.spyOn(store, 'collection').mockReturnValue(things);
  forgotten = 0;
  checkpoint = null;
  kept = new KeptDocuments<Thing>(store, THINGS, PROJECTION, {
    changed: () => undefined,
    forgotten: () => {
      forgotten += 1;
    },
  });
});

const put = (id: string, changed: string, name = id) =>
  ({ kind: 'put', collection: THINGS.name, id, document: { name, changed } }) as const;

/** A write that is there as a whole. */
async function write(position: string, ...operations: readonly ReturnType<typeof put>[]): Promise<void> {
  await store.write(operations, { projection: projectionKey(PROJECTION), position, after: checkpoint });
  checkpoint = position;
}

async function names(): Promise<Readonly<Record<string, string>>> {
  await kept.follow();
  return Object.fromEntries([...kept.all].map(([id, { name }]) => [id, name]));
}

describe('Kept documents', () => {
  it('are what the documents show, each as it changed last', async () => {
    expect(await names()).toEqual({});
    await write('2', put('a', '1'), put('b', '2'));
    expect(await names()).toEqual({ a: 'a', b: 'b' });
    await write('3', put('a', '3', 'another'));
    expect(await names()).toEqual({ a: 'another', b: 'b' });
  });

  it('lack none, where those of one write come to be shown in another order than they changed in', async () => {
    await write('5', put('a', '5'));
    await names();
    // The first of them is there, the second is on its way, and the checkpoint comes after both.
    await store.write([put('a', '7', 'later')]);
    await names();
    await write('7', put('a', '7', 'later'), put('b', '6'));
    expect(await names()).toEqual({ a: 'later', b: 'b' });
  });

  it('are read when something has changed, and not else', async () => {
    await write('1', put('a', '1'));
    await names();
    expect(find).toHaveBeenCalledTimes(1);
    await names();
    expect(find).toHaveBeenCalledTimes(1);
    await write('2', put('b', '2'));
    await names();
    expect(find).toHaveBeenCalledTimes(2);
  });

  it('are begun anew with the documents', async () => {
    await write('5', put('a', '5'), put('b', '4'));
    await names();
    await store.reset(projectionKey(PROJECTION), [THINGS]);
    checkpoint = null;
    await write('4', put('b', '4'));
    expect(await names()).toEqual({ b: 'b' });
    expect(forgotten).toBeGreaterThan(0);
  });

  it('of several questions at once are the same', async () => {
    await write('2', put('a', '1'), put('b', '2'));
    const [one, other] = await Promise.all([names(), names()]);
    expect(one).toEqual(other);
    expect(find).toHaveBeenCalledTimes(1);
  });

  it('are no older than the question, though others are being read meanwhile', async () => {
    await write('1', put('a', '1'));
    let asked: Promise<Readonly<Record<string, string>>> | undefined;
    find.mockImplementationOnce(async () => {
      await write('2', put('b', '2'));
      asked = names();
      return [{ id: 'a', document: { name: 'a', changed: '1' } }];
    });
    expect(await names()).toEqual({ a: 'a' });
    expect(await asked).toEqual({ a: 'a', b: 'b' });
  });

  it('are asked for again by whoever asks after a failure', async () => {
    await write('1', put('a', '1'));
    find.mockRejectedValueOnce(new DocumentStoreUnavailableError('away'));
    const [one, other] = [names(), names()];
    await expect(one).rejects.toThrow('away');
    await expect(other).rejects.toThrow('away');
    expect(await names()).toEqual({ a: 'a' });
  });
});
