import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access, chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import type { EventStore } from '@reeve/event-store';
import { EventStoreRefusedError, StorageFullError } from '@reeve/event-store';
import { append, aStream, aTemporaryFolder, collect, events, rejectionOf } from '@reeve/event-store/testing';
import Database from 'libsql';
import { describe, expect, it, onTestFinished } from 'vitest';

import { openSqliteEventStore } from './index.js';

describe('opening a SQLite event store', () => {
  it('makes one file and its lock', async () => {
    const folder = await aTemporaryFolder();
    const store = await open(join(folder, 'events.db'));
    expect(await store.head()).toBeUndefined();
    await append(store, aStream(), events(1), 'new');
    await store.close();
    const left = (await readdir(folder)).filter((file) => !/-(wal|shm)$/.test(file));
    expect(left).toEqual(['events.db', 'events.db.lock']);
  });

  it('leaves the whole log in that file when it is closed', async () => {
    const folder = await aTemporaryFolder();
    const path = join(folder, 'events.db');
    const store = await open(path);
    const stream = aStream();
    await append(store, stream, events(100), 'new');
    await store.close();

    const copy = join(folder, 'copy.db');
    await writeFile(copy, await readFile(path));

    expect(await collect((await open(copy)).readStream(stream))).toHaveLength(100);
  });

  it('refuses a file from a newer version, naming both, and leaves it as it is', async () => {
    const folder = await aTemporaryFolder();
    const path = join(folder, 'events.db');
    await (await open(path)).close();
    setVersion(path, 7);
    const before = await readFile(path);

    const error = await rejectionOf(openSqliteEventStore({ path }));

    expect(error).toBeInstanceOf(EventStoreRefusedError);
    expect((error as Error).message).toBe(
      `${path} was written by a newer version of Reeve (schema 7, this is 1): start that version, or choose another data folder`,
    );
    expect(await readFile(path)).toEqual(before);
  });

  it('refuses a newer version that stands in the write-ahead log only', async () => {
    const path = join(await aTemporaryFolder(), 'events.db');
    await (await open(path)).close();
    const newer = new Database(path);
    newer.exec('PRAGMA user_version = 2');
    await expect(openSqliteEventStore({ path })).rejects.toThrow(/newer version of Reeve \(schema 2/);
    newer.close();
  });

  it.each<{ what: string; make: (path: string) => Promise<void> }>([
    { what: 'a text', make: (path) => writeFile(path, 'Dear diary,\n'.repeat(100)) },
    { what: 'an empty file', make: (path) => writeFile(path, '') },
    {
      what: "another program's database",
      make: (path) => {
        const other = new Database(path);
        other.exec('CREATE TABLE diary (page INTEGER)');
        other.close();
        return Promise.resolve();
      },
    },
  ])('refuses $what and leaves it as it is', async ({ make }) => {
    const folder = await aTemporaryFolder();
    const path = join(folder, 'events.db');
    await make(path);
    const before = await readFile(path);

    const error = await rejectionOf(openSqliteEventStore({ path }));

    expect(error).toBeInstanceOf(EventStoreRefusedError);
    expect((error as Error).message).toContain(`${path} is not an event log of Reeve`);
    expect(await readFile(path)).toEqual(before);
    expect(await readdir(folder)).toEqual(['events.db', 'events.db.lock']);
  });

  it('refuses a file of which the rest is damaged, each time it is asked for it', async () => {
    const path = join(await aTemporaryFolder(), 'events.db');
    await (await open(path)).close();
    const damaged = await readFile(path);
    damaged.fill(0xff, 100);
    await writeFile(path, damaged);
    await expect(openSqliteEventStore({ path })).rejects.toBeInstanceOf(EventStoreRefusedError);
    await expect(openSqliteEventStore({ path })).rejects.toBeInstanceOf(EventStoreRefusedError);
  });

  it('refuses a log that is damaged but for its first page', async () => {
    const path = join(await aTemporaryFolder(), 'events.db');
    const store = await openSqliteEventStore({ path });
    await append(store, aStream(), events(20), 'new');
    await store.close();
    const damaged = await readFile(path);
    await writeFile(path, damaged.fill(0xff, 4096));

    const error = await rejectionOf(openSqliteEventStore({ path }));

    expect(error).toBeInstanceOf(EventStoreRefusedError);
    expect((error as Error).message).toContain(`The event log ${path} is damaged: restore it from a backup`);
  });

  it.each(['events.db', 'events.db.lock'])('refuses a folder in which it may only read %s', async (file) => {
    const folder = await aTemporaryFolder();
    const path = join(folder, 'events.db');
    await (await openSqliteEventStore({ path })).close();
    for (const name of await readdir(folder)) await chmod(join(folder, name), name === file ? 0o444 : 0o666);
    await chmod(folder, 0o777);

    const [said] = (await once(startStore(path, { asNobody: true }).lines, 'line')) as [string];

    expect(said).toContain(EventStoreRefusedError.name);
    expect(said).toContain(`${join(folder, file)} cannot be written`);
  });

  it('refuses a folder in place of the file', async () => {
    const path = join(await aTemporaryFolder(), 'events.db');
    await mkdir(path);
    await expect(openSqliteEventStore({ path })).rejects.toBeInstanceOf(EventStoreRefusedError);
  });

  it('refuses a folder that is not there, and does not make it', async () => {
    const folder = join(await aTemporaryFolder(), 'missing');
    const error = await rejectionOf(openSqliteEventStore({ path: join(folder, 'events.db') }));
    expect(error).toBeInstanceOf(EventStoreRefusedError);
    expect((error as Error).message).toContain(folder);
    await expect(access(folder)).rejects.toThrow('ENOENT');
  });

  it('takes a half-made file of an earlier start for nothing', async () => {
    const folder = await aTemporaryFolder();
    await writeFile(join(folder, 'events.db.new'), 'half');
    const store = await open(join(folder, 'events.db'));
    expect(await append(store, aStream(), events(1), 'new')).toMatchObject({ revision: 0 });
    expect(await readdir(folder)).not.toContain('events.db.new');
  });

  it('leaves no file behind when there is no room for the log', async () => {
    const folder = await aTemporaryFolder();
    const path = join(folder, 'events.db');
    const child = startStore(path, { maxFileBlocks: 0 });
    const [said] = (await once(child.lines, 'line')) as [string];
    expect(said).toContain(StorageFullError.name);
    expect(await readdir(folder)).toEqual(['events.db.lock']);
  });
});

describe('a SQLite event store that is open', () => {
  it('is refused to another store of this process', async () => {
    const folder = await aTemporaryFolder();
    const path = join(folder, 'events.db');
    const store = await open(path);
    await expectLocked(path, folder);
    await store.close();
    await open(path);
  });

  it('is refused to another process until it is closed or killed', async () => {
    const folder = await aTemporaryFolder();
    const path = join(folder, 'events.db');
    const child = startStore(path);
    expect(await once(child.lines, 'line')).toEqual(['open']);
    await expectLocked(path, folder);

    child.process.kill('SIGKILL');
    await once(child.process, 'exit');

    await open(path);
  });
});

async function open(path: string): Promise<EventStore> {
  const store = await openSqliteEventStore({ path });
  onTestFinished(() => store.close());
  return store;
}

async function expectLocked(path: string, folder: string): Promise<void> {
  const error = await rejectionOf(openSqliteEventStore({ path }));
  expect(error).toBeInstanceOf(EventStoreRefusedError);
  expect((error as Error).message).toContain(`The folder ${folder} is in use by another process`);
}

function setVersion(path: string, version: number): void {
  const connection = new Database(path);
  connection.exec(`PRAGMA user_version = ${String(version)}; PRAGMA wal_checkpoint(TRUNCATE);`);
  connection.close();
}

const STORE_PROCESS = `
  import { openSqliteEventStore } from '@reeve/event-store/sqlite';
  try {
    await openSqliteEventStore({ path: process.argv[1] });
    console.log('open');
  } catch (error) {
    console.log(error.name + ': ' + error.message);
  }
`;

const NOBODY = 65_534;

/** A process of its own that opens the store and says how that went. */
function startStore(
  path: string,
  { maxFileBlocks, asNobody = false }: { readonly maxFileBlocks?: number; readonly asNobody?: boolean } = {},
): { process: ReturnType<typeof spawn>; lines: ReturnType<typeof createInterface> } {
  const node = [process.execPath, '--input-type=module', '-e', STORE_PROCESS, path];
  const limit = maxFileBlocks === undefined ? '' : `trap '' XFSZ; ulimit -f ${String(maxFileBlocks)};`;
  const child = spawn('sh', ['-c', `${limit} exec "$@"`, 'sh', ...node], {
    cwd: import.meta.dirname,
    stdio: ['ignore', 'pipe', 'inherit'],
    // To root nothing is read-only.
    ...(asNobody && process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {}),
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  return { process: child, lines: createInterface({ input: child.stdout }) };
}
