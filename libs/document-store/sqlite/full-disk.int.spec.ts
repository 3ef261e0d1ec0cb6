import { execFileSync } from 'node:child_process';
import { mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DocumentStoreUnavailableError } from '@reeve/document-store';
import type { CollectionDefinition, DocumentStore, WriteOperation } from '@reeve/document-store';
import { aTemporaryFolder } from '@reeve/document-store/testing';
import Database from 'libsql';
import { describe, expect, it, onTestFinished } from 'vitest';
import { rowOf } from './collection-table.js';
import { openSqliteDocumentStore } from './index.js';
import { Mutations } from './mutations.js';
import { openStoreFile } from './store-file.js';
import { inTransaction } from './transaction.js';

const NOTES = {
  name: 'testing_notes',
  fields: { title: 'text' },
  indexes: [['title']],
  searchable: ['title'],
} as const satisfies CollectionDefinition;

const MIB = 1024 * 1024;

const aNote = (id: string, bytes = 2000): WriteOperation => ({
  kind: 'put',
  collection: NOTES.name,
  id,
  document: { title: `Note ${id}`, text: 'x'.repeat(bytes) },
});

describe('a SQLite document store without room', () => {
  it('in a file that may not grow: keeps nothing of a change that failed, and goes on when it may', async () => {
    const path = join(await aTemporaryFolder(), 'documents.db');
    const { database, statements } = openStoreFile(path, [NOTES]);
    const mutations = new Mutations(statements, [NOTES]);
    const write = (id: string) =>
      inTransaction(database, () =>
        mutations.apply({
          kind: 'write',
          changes: Array.from({ length: 5 }, (_, part) => ({
            kind: 'put',
            collection: NOTES.name,
            row: rowOf(NOTES, `${id}-${part}`, undefined, { title: `Note ${id}`, text: 'x'.repeat(2000) }),
          })),
          checkpoint: { projection: 'notes', position: id },
        }),
      );
    const state = () => [
      statements.row('SELECT count(*) FROM testing_notes'),
      statements.row(`SELECT count(*) FROM testing_notes$search WHERE testing_notes$search MATCH 'note'`),
      statements.row('SELECT position FROM "$checkpoints"'),
    ];
    statements.rows('PRAGMA max_page_count = 100');

    let written = 0;
    expect(() => {
      for (;;) {
        write(String(written + 1));
        written++;
      }
    }).toThrow(expect.objectContaining({ code: 'SQLITE_FULL' }));

    expect(state()).toEqual([[written * 5], [written * 5], [String(written)]]);
    statements.rows('PRAGMA max_page_count = 1000');
    write(String(++written));
    expect(state()).toEqual([[written * 5], [written * 5], [String(written)]]);
    database.close();
    expect(integrityOf(path)).toEqual([['ok']]);
  });

  it.skipIf(!canMountTmpfs())(
    'on a disk that is full: refuses writes, goes on reading, resumes when there is room',
    async () => {
      const folder = await aTmpfs(8 * MIB);
      const path = join(folder, 'documents.db');
      const store = await openSqliteDocumentStore({ path, collections: [NOTES] });
      const notes = store.collection(NOTES);
      await store.write([aNote('first')], { projection: 'notes', position: '0' });
      const ballast = join(folder, 'ballast');
      const { bavail, bsize } = await statfs(folder);
      await writeFile(ballast, Buffer.alloc(bavail * bsize - MIB));

      const written = await writeUntilFull(store);

      expect(await store.checkpoint('notes')).toBe(String(written));
      expect(await notes.get('first')).toMatchObject({ title: 'Note first' });
      expect(await notes.count()).toBe(1 + written * 10);
      expect(await notes.count({ search: 'note' })).toBe(1 + written * 10);
      expect(await notes.find({ search: 'note first', limit: 9 })).toHaveLength(1);
      await expect(store.write([aNote('large', 2 * MIB)])).rejects.toThrow(DocumentStoreUnavailableError);

      await rm(ballast);

      await store.write([aNote('later')], { projection: 'notes', position: 'later' });
      expect(await notes.count({ search: 'note' })).toBe(2 + written * 10);
      await store.close();
      expect(integrityOf(path)).toEqual([['ok']]);

      const again = await openSqliteDocumentStore({ path, collections: [NOTES] });
      expect(await again.checkpoint('notes')).toBe('later');
      expect(await again.collection(NOTES).count()).toBe(2 + written * 10);
      await again.close();
    },
  );

  it.skipIf(!canMountTmpfs())(
    'refuses one of many simultaneous writes that is too large, and no other',
    async () => {
      const path = join(await aTmpfs(4 * MIB), 'documents.db');
      const store = await openSqliteDocumentStore({ path, collections: [NOTES] });

      const results = await Promise.allSettled([
        store.write([aNote('a')]),
        store.write([aNote('large', 5 * MIB)]),
        store.write([aNote('b')]),
      ]);

      expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
      expect(await store.collection(NOTES).count({ search: 'note' })).toBe(2);
      await store.close();
    },
  );
});

/** @returns how many batches of ten were acknowledged. */
async function writeUntilFull(store: DocumentStore): Promise<number> {
  for (let batch = 1; ; batch++) {
    const operations = Array.from({ length: 10 }, (_, number) => aNote(`${batch}-${number}`));
    try {
      await store.write(operations, { projection: 'notes', position: String(batch) });
    } catch (error) {
      expect(error).toBeInstanceOf(DocumentStoreUnavailableError);
      return batch - 1;
    }
  }
}

function integrityOf(path: string): unknown {
  const database = new Database(path);
  try {
    return database.prepare('PRAGMA integrity_check').raw(true).all([]);
  } finally {
    database.close();
  }
}

function canMountTmpfs(): boolean {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return false;
  try {
    execFileSync('unshare', ['--mount', 'mount', '-t', 'tmpfs', 'none', '/mnt'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

async function aTmpfs(bytes: number): Promise<string> {
  const folder = join(await aTemporaryFolder(), 'small');
  await mkdir(folder);
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes}`, 'none', folder]);
  onTestFinished(() => {
    execFileSync('umount', ['--lazy', folder]);
  });
  return folder;
}
