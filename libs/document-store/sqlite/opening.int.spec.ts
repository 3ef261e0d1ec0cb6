import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DocumentStoreRefusedError } from '@reeve/document-store';
import type { CollectionDefinition } from '@reeve/document-store';
import { aTemporaryFolder } from '@reeve/document-store/testing';
import Database from 'libsql';
import { describe, expect, it } from 'vitest';
import { openSqliteDocumentStore } from './index.js';

const NOTES = {
  name: 'testing_notes',
  fields: { title: 'text', size: 'number' },
  indexes: [['title'], ['size']],
  searchable: ['title'],
} as const satisfies CollectionDefinition;

const aPath = async () => join(await aTemporaryFolder(), 'documents.db');

function inFile(path: string, statement: string): unknown[] {
  const database = new Database(path);
  try {
    const prepared = database.prepare(statement);
    return prepared.reader ? prepared.raw(true).all([]) : [prepared.run([])];
  } finally {
    database.close();
  }
}

async function fill(path: string): Promise<void> {
  const store = await openSqliteDocumentStore({ path, collections: [NOTES] });
  await store.write(
    Array.from({ length: 2500 }, (_, number) => ({
      kind: 'put',
      collection: NOTES.name,
      id: `n${number}`,
      document: { title: `Note ${number}`, size: number % 10, author: `Author ${number % 3}` },
      seen: '5',
    })),
    { projection: 'notes', position: '5' },
  );
  await store.close();
}

describe('opening a SQLite document store', () => {
  it('finds everything in the one file that a closed store left', async () => {
    const path = await aPath();
    await fill(path);
    const used = await openSqliteDocumentStore({ path, collections: [NOTES] });
    await used.write([{ kind: 'remove', collection: NOTES.name, id: 'n7' }]);
    expect(await used.collection(NOTES).get('n7')).toBeUndefined();
    await used.close();
    const copy = await aPath();
    await copyFile(path, copy);

    const store = await openSqliteDocumentStore({ path: copy, collections: [NOTES] });

    expect(await store.collection(NOTES).count()).toBe(2499);
    await store.close();
  });

  it('refuses a file that is no database', async () => {
    const path = await aPath();
    await writeFile(path, 'hello '.repeat(1000));

    await expect(openSqliteDocumentStore({ path, collections: [NOTES] })).rejects.toThrow(
      DocumentStoreRefusedError,
    );
    expect(await readFile(path, 'utf8')).toBe('hello '.repeat(1000));
  });

  it('refuses a database of something else, and leaves it alone', async () => {
    const path = await aPath();
    const database = new Database(path);
    database.exec('CREATE TABLE theirs (a)');
    database.close();
    const before = await readFile(path);

    await expect(openSqliteDocumentStore({ path, collections: [NOTES] })).rejects.toThrow(
      new DocumentStoreRefusedError(
        `${path} is not a document store of Reeve: choose another data folder, or move the file away`,
      ),
    );
    expect((await readFile(path)).equals(before)).toBe(true);
  });

  it('refuses a file of a newer version, and leaves it alone', async () => {
    const path = await aPath();
    await fill(path);
    inFile(path, 'PRAGMA user_version = 3');

    await expect(openSqliteDocumentStore({ path, collections: [] })).rejects.toThrow(
      /newer version of Reeve \(schema 3, this is 2\): start that version, or move the file away/,
    );
    expect(inFile(path, 'SELECT count(*) FROM testing_notes')).toEqual([[2500]]);
  });

  it('refuses a damaged file', async () => {
    const path = await aPath();
    await fill(path);
    const bytes = await readFile(path);
    await writeFile(path, bytes.fill(0x5a, 100, 8192));

    const opening = openSqliteDocumentStore({ path, collections: [NOTES] });

    await expect(opening).rejects.toThrow(DocumentStoreRefusedError);
    await expect(opening).rejects.toThrow(/is damaged, or none of Reeve: move it away/);
  });

  it('refuses a folder, and a path in a folder that is not there', async () => {
    const folder = await aTemporaryFolder();
    await mkdir(join(folder, 'inner'));

    for (const path of [join(folder, 'inner'), join(folder, 'missing', 'documents.db')]) {
      await expect(openSqliteDocumentStore({ path, collections: [NOTES] })).rejects.toThrow(
        DocumentStoreRefusedError,
      );
    }
  });

  it('takes a path with characters that mean something in a URI', async () => {
    const path = join(await aTemporaryFolder(), 'file:a?mode=memory#%20 b.db');
    await fill(path);

    expect(inFile(path, 'SELECT count(*) FROM testing_notes')).toEqual([[2500]]);
  });

  it('leaves a collection alone whose declaration is the same', async () => {
    const path = await aPath();
    await fill(path);
    const schema = 'SELECT name, rootpage FROM sqlite_master ORDER BY name';
    const before = inFile(path, schema);

    await (await openSqliteDocumentStore({ path, collections: [structuredClone(NOTES)] })).close();

    expect(inFile(path, schema)).toEqual(before);
  });

  const changes: readonly (readonly [string, CollectionDefinition])[] = [
    ['a field more', { ...NOTES, fields: { ...NOTES.fields, author: 'text' } }],
    ['a field less', { ...NOTES, fields: { title: 'text' }, indexes: [['title']] }],
    ['a field of another type', { ...NOTES, fields: { title: 'text', size: 'text' } }],
    ['an index more', { ...NOTES, indexes: [...NOTES.indexes, ['title', 'size']] }],
    ['no index', { ...NOTES, indexes: [] }],
    [
      'another searchable field',
      { ...NOTES, fields: { ...NOTES.fields, author: 'text' }, searchable: ['author'] },
    ],
    ['no searchable field', { ...NOTES, searchable: [] }],
  ];
  it.each(changes)('rebuilds a collection that has %s, from its documents', async (_, changed) => {
    const path = await aPath();
    await fill(path);

    const store = await openSqliteDocumentStore({ path, collections: [changed] });
    const notes = store.collection(changed);

    expect(await notes.count({ where: { title: 'Note 42' } })).toBe(1);
    if ('author' in changed.fields) expect(await notes.count({ where: { author: 'Author 0' } })).toBe(834);
    if (changed.fields['size'] === 'text') expect(await notes.count({ where: { size: null } })).toBe(2500);
    for (const field of changed.searchable ?? []) {
      expect(await notes.count({ search: field === 'title' ? 'TE 2499' : 'AUTHOR 1' })).toBe(
        field === 'title' ? 1 : 833,
      );
    }
    expect(await notes.get('n7')).toEqual({ title: 'Note 7', size: 7, author: 'Author 1' });
    expect(
      await store.write([{ kind: 'put', collection: NOTES.name, id: 'n7', document: {}, seen: '5' }]),
    ).toEqual([false]);
    expect(await store.checkpoint('notes')).toBe('5');
    await store.close();
    expect(inFile(path, 'PRAGMA integrity_check')).toEqual([['ok']]);
  });
});
