import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { once } from 'node:events';
import { pathToFileURL } from 'node:url';
import type { CollectionDefinition } from '@reeve/document-store';
import { aTemporaryFolder } from '@reeve/document-store/testing';
import Database from 'libsql';
import { describe, expect, it } from 'vitest';
import { openSqliteDocumentStore } from './index.js';

const NOTES = {
  name: 'testing_notes',
  fields: { title: 'text', batch: 'number' },
  indexes: [['batch']],
  searchable: ['title'],
} as const satisfies CollectionDefinition;
const BATCH = 20;

/** Writes batches for ever, each with its number as the checkpoint, and says the number when it is acknowledged. */
const WRITER = `
  const [, module, path, definition] = process.argv;
  const { openSqliteDocumentStore } = await import(module);
  const collection = JSON.parse(definition);
  const store = await openSqliteDocumentStore({ path, collections: [collection] });
  for (let batch = 1 + Number((await store.checkpoint('notes')) ?? 0); ; batch++) {
    const notes = Array.from({ length: ${BATCH} }, (_, n) => ({
      kind: 'put', collection: collection.name, id: 'n' + batch + '-' + n, document: { title: 'Note ' + n, batch },
    }));
    await store.write(notes, { projection: 'notes', position: String(batch) });
    console.log(batch);
  }
`;

describe('a SQLite document store whose process is killed', () => {
  it(
    'has every acknowledged write, and no checkpoint without its documents',
    { timeout: 60_000 },
    async () => {
      const path = join(await aTemporaryFolder(), 'documents.db');
      const compiled = join(
        createRequire(import.meta.url).resolve('@reeve/document-store/sqlite/store-worker'),
        '../index.js',
      );

      for (let round = 1; round <= 5; round++) {
        const child = spawn(
          process.execPath,
          ['--input-type=module', '-e', WRITER, pathToFileURL(compiled).href, path, JSON.stringify(NOTES)],
          { stdio: ['ignore', 'pipe', 'inherit'] },
        );
        let acknowledged = 0;
        const batches = 10 * round;
        let heard = 0;
        for await (const line of createInterface({ input: child.stdout })) {
          acknowledged = Number(line);
          if (++heard === batches) child.kill('SIGKILL');
        }
        if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');

        const store = await openSqliteDocumentStore({ path, collections: [NOTES] });
        const notes = store.collection(NOTES);
        const last = Number(await store.checkpoint('notes'));
        expect(last).toBeGreaterThanOrEqual(acknowledged);
        expect(await notes.count()).toBe(last * BATCH);
        expect(await notes.count({ where: { batch: last } })).toBe(BATCH);
        expect(await notes.count({ search: 'NOTE 19' })).toBe(last);
        await store.close();
      }
      const database = new Database(path);
      expect(database.prepare('PRAGMA integrity_check').raw(true).all([])).toEqual([['ok']]);
      database.close();
    },
  );
});
