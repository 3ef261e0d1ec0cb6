import { join } from 'node:path';
import type { CollectionDefinition } from '@reeve/document-store';
import { aTemporaryFolder } from '@reeve/document-store/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openSqliteDocumentStore } from './index.js';

const TEXTS = {
  name: 'testing_texts',
  fields: { text: 'text' },
  indexes: [['text']],
  searchable: ['text'],
} as const satisfies CollectionDefinition;

async function aStoreOf(texts: readonly string[]) {
  const path = join(await aTemporaryFolder(), 'documents.db');
  const store = await openSqliteDocumentStore({ path, collections: [TEXTS] });
  onTestFinished(() => store.close());
  await store.write(
    texts.map((text) => ({
      kind: 'put',
      collection: TEXTS.name,
      id: text.replace('\0', '0'),
      document: { text },
    })),
  );
  return { store, texts: store.collection(TEXTS) };
}

describe('text in a SQLite document store', () => {
  it('has no end at U+0000', async () => {
    const { store, texts } = await aStoreOf(['abc\0def', 'abc\0', 'abc', '\0']);

    expect(await texts.countBy('text')).toEqual(
      new Map([
        ['abc\0def', 1],
        ['abc\0', 1],
        ['abc', 1],
        ['\0', 1],
      ]),
    );
    expect(await texts.find({ where: { text: 'abc\0' }, limit: 9 })).toHaveLength(1);
    expect(await texts.find({ where: { text: { in: ['abc\0def', 'abc'] } }, limit: 9 })).toHaveLength(2);
    expect(await texts.count({ search: 'c\0d' })).toBe(1);
    expect(await texts.count({ search: '\0' })).toBe(3);
    expect(await texts.count({ search: 'def' })).toBe(1);
    await store.write([
      { kind: 'put', collection: TEXTS.name, id: 'abc0def', document: { text: 'abc\0ghi' } },
    ]);
    expect(await texts.count({ search: 'def' })).toBe(0);
    expect(await texts.count({ search: 'ghi' })).toBe(1);
  });

  it('is sorted by code point', async () => {
    const { texts } = await aStoreOf(['\u{1f600}', '\ufffd', '\ue000', 'z']);
    const sort = [{ field: 'text', direction: 'asc' }] as const;

    expect((await texts.find({ sort, limit: 9 })).map(({ id }) => id)).toEqual([
      'z',
      '\ue000',
      '\ufffd',
      '\u{1f600}',
    ]);
  });
});
