import { execFileSync } from 'node:child_process';
import { mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { EventStore, RecordedEvent } from '@reeve/event-store';
import { StorageFullError } from '@reeve/event-store';
import {
  append,
  aStream,
  aTemporaryFolder,
  collect,
  events,
  ids,
  rejectionOf,
} from '@reeve/event-store/testing';
import Database from 'libsql';
import { describe, expect, it, onTestFinished } from 'vitest';

import { openSqliteEventStore } from './index.js';

const MIB = 1024 * 1024;
const TEXT = 'x'.repeat(2000);

describe('a SQLite event store without room', () => {
  it('in a file that may not grow: refuses whole batches, goes on reading, resumes with room', async () => {
    const path = join(await aTemporaryFolder(), 'events.db');
    const store = await openSqliteEventStore({ path, maxBytes: MIB });
    const stream = aStream();
    const written = await appendUntilFull(store, stream);
    await expectWholeBatchesRefused(store, stream, written);
    await store.close();

    const larger = await openSqliteEventStore({ path, maxBytes: 4 * MIB });
    onTestFinished(() => larger.close());
    await expectResumed(larger, stream, written);
  });

  it.skipIf(!canMountTmpfs())(
    'on a disk that is full: refuses whole batches, goes on reading, resumes with room',
    async () => {
      const folder = await aTmpfs(8 * MIB);
      const path = join(folder, 'events.db');
      const store = await openSqliteEventStore({ path });
      const ballast = join(folder, 'ballast');
      const { bavail, bsize } = await statfs(folder);
      await writeFile(ballast, Buffer.alloc(bavail * bsize - MIB));

      const stream = aStream();
      const written = await appendUntilFull(store, stream);
      await expectWholeBatchesRefused(store, stream, written);

      await rm(ballast);
      await expectResumed(store, stream, written);
      await store.close();
      expect(integrityOf(path)).toBe('ok');

      const again = await openSqliteEventStore({ path });
      expect(ids(await collect(again.readStream(stream))).slice(0, written.length)).toEqual(ids(written));
      await again.close();
    },
  );
});

/** Everything that was acknowledged before the first refusal. */
async function appendUntilFull(store: EventStore, stream: string): Promise<RecordedEvent[]> {
  for (let revision = -1; ;) {
    const toAppend = events(3, { data: { text: TEXT } });
    try {
      ({ revision } = await append(store, stream, toAppend, revision === -1 ? 'new' : revision));
    } catch (error) {
      expect(error).toBeInstanceOf(StorageFullError);
      const written = await collect(store.readStream(stream));
      expect(written).toHaveLength(revision + 1);
      return written;
    }
  }
}

async function expectWholeBatchesRefused(
  store: EventStore,
  stream: string,
  written: readonly RecordedEvent[],
): Promise<void> {
  const others = Array.from({ length: 20 }, aStream);
  const refusals = await Promise.all(
    others.map((other) => rejectionOf(append(store, other, events(20, { data: { text: TEXT } }), 'new'))),
  );
  for (const refusal of refusals) expect(refusal).toBeInstanceOf(StorageFullError);
  for (const other of others) expect(await collect(store.readStream(other))).toEqual([]);
  expect(await collect(store.readStream(stream))).toEqual(written);
  expect(await store.head()).toBe(written.at(-1)?.position);
}

async function expectResumed(
  store: EventStore,
  stream: string,
  written: readonly RecordedEvent[],
): Promise<void> {
  const toAppend = events(20, { data: { text: TEXT } });
  await append(store, stream, toAppend, written.length - 1);
  expect(ids(await collect(store.readStream(stream)))).toEqual([...ids(written), ...ids(toAppend)]);
}

function integrityOf(path: string): unknown {
  const connection = new Database(path);
  const [row] = connection.pragma('integrity_check') as [{ integrity_check: string }];
  connection.close();
  return row.integrity_check;
}

function canMountTmpfs(): boolean {
  return process.platform === 'linux' && process.getuid?.() === 0 && tryMount();
}

function tryMount(): boolean {
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
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${String(bytes)}`, 'none', folder]);
  onTestFinished(() => {
    execFileSync('umount', ['--lazy', folder]);
  });
  return folder;
}
