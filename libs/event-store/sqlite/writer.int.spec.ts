import { EventEmitter } from 'node:events';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';

import type { EventStore } from '@reeve/event-store';
import { AppendOutcomeUnknownError, EventStoreUnavailableError } from '@reeve/event-store';
import {
  anEvent,
  append,
  aStream,
  aTemporaryFolder,
  collect,
  events,
  FollowedSubscription,
  ids,
  rejectionOf,
} from '@reeve/event-store/testing';
import Database from 'libsql';
import { describe, expect, it, onTestFinished, vi } from 'vitest';

import { AppendQueue } from './append-queue.js';
import { EventReader } from './event-reader.js';
import { openSqliteEventStore } from './index.js';
import { connect, prepareLogFile } from './log-file.js';
import type { CommitEvents } from './sqlite-event-store.js';
import { SqliteEventStore } from './sqlite-event-store.js';
import { startWriter } from './start-writer.js';

describe('the writer of a SQLite event store', () => {
  it('commits in one transaction what is appended while it is busy', async () => {
    const { store, path, worker } = await openedInParts();
    const requests = vi.spyOn(worker, 'postMessage');
    const release = blockWrites(path);
    const appends: Promise<unknown>[] = [];
    for (const atOnce of [30, 40, 50]) {
      for (let number = 0; number < atOnce; number += 1) {
        appends.push(append(store, aStream(), events(1), 'new'));
      }
      await turn();
    }
    release();
    await Promise.all(appends);
    expect(requests.mock.calls).toMatchObject([
      [{ kind: 'commit', appends: { length: 30 } }],
      [{ kind: 'commit', appends: { length: 90 } }],
    ]);
    await store.close();
  });

  it('knows how a stream ends once it has written to it or read it to its end, and while it can write', async () => {
    const { store } = await opened();
    const [written, empty] = [aStream(), aStream()];
    expect(store.knownEnd?.(written)).toBeUndefined();
    const appended = events(2);
    await append(store, written, appended, 'new');
    expect(store.knownEnd?.(written)).toBe(appended[1]?.id);
    await collect(store.readStream(empty));
    expect(store.knownEnd?.(empty)).toBeNull();
    await store.close();
    expect(store.knownEnd?.(written)).toBeUndefined();
  });

  it('does not write what is still queued at its deadline', async () => {
    const { store, path } = await opened();
    const [sentTo, queuedTo] = [aStream(), aStream()];
    const release = blockWrites(path);
    const sent = append(store, sentTo, events(1), 'new');
    await turn();

    const error = await rejectionOf(store.append(queuedTo, events(1), 'new', { deadline: Date.now() + 20 }));
    release();

    expect(error).toBeInstanceOf(EventStoreUnavailableError);
    expect(await sent).toMatchObject({ revision: 0 });
    await append(store, aStream(), events(1), 'new');
    expect(await collect(store.readStream(queuedTo))).toEqual([]);
  });

  it('does not know at its deadline what becomes of an append that is under way; a repetition does', async () => {
    const { store, path } = await opened();
    const stream = aStream();
    const toAppend = events(2);
    const release = blockWrites(path);

    const error = await rejectionOf(store.append(stream, toAppend, 'new', { deadline: Date.now() + 20 }));
    release();

    expect(error).toBeInstanceOf(AppendOutcomeUnknownError);
    expect(await append(store, stream, toAppend, 'new')).toMatchObject({ revision: 1 });
    expect(ids(await collect(store.readStream(stream)))).toEqual(ids(toAppend));
  });

  it('that crashes answers everyone who waits, and everyone who comes', async () => {
    const { store, path, worker } = await openedInParts();
    const subscription = new FollowedSubscription(store, { after: 'start' });
    await subscription.untilCaughtUp();
    const waiting = rejectionOf(subscription.next());
    const release = blockWrites(path);
    const sent = rejectionOf(append(store, aStream(), events(1), 'new'));
    await turn();
    const queued = rejectionOf(append(store, aStream(), events(1), 'new'));

    const terminated = worker.terminate();
    release();
    await terminated;

    expect(await sent).toBeInstanceOf(AppendOutcomeUnknownError);
    for (const asked of [
      queued,
      waiting,
      rejectionOf(append(store, aStream(), events(1), 'new')),
      rejectionOf(collect(store.readAll())),
      rejectionOf(store.head()),
    ]) {
      expect(await asked).toBeInstanceOf(EventStoreUnavailableError);
    }
    await store.close();
  });

  it('that fails by itself is no different from one that is ended', async () => {
    const { store, worker } = await openedInParts();
    worker.postMessage(null);
    await new Promise((resolve) => worker.once('exit', resolve));
    expect(await rejectionOf(append(store, aStream(), events(1), 'new'))).toBeInstanceOf(
      EventStoreUnavailableError,
    );
    await store.close();
  });
});

describe('the reader of a SQLite event store', () => {
  it('cuts its pages by size, so that large events do not pile up in memory', async () => {
    const { store, path } = await opened();
    const stream = aStream();
    const large = anEvent({ data: { text: 'x'.repeat(900_000) } });
    for (let revision = -1; revision < 9; revision += 1) {
      await append(store, stream, [{ ...large, id: anEvent().id }], revision === -1 ? 'new' : revision);
    }
    const reader = new EventReader(connect(path));
    expect(reader.streamForwards(stream, 0, 100).rows).toHaveLength(5);
    expect(reader.log(0, 10, undefined, 100)).toMatchObject({ scanned: 5 });
    reader.close();
    expect(await collect(store.readStream(stream))).toHaveLength(10);
    expect(await collect(store.readStream(stream, { direction: 'backwards' }))).toHaveLength(10);
    const subscription = new FollowedSubscription(store, { after: 'start' });
    expect(await subscription.untilCaughtUp()).toHaveLength(10);
    await subscription.stop();
  });

  it('tells its way to the end of the log when nothing there passes', async () => {
    const { store } = await opened();
    await append(store, 'mine-1', events(2), 'new');
    const { position: head } = await append(store, 'other-1', events(3), 'new');
    const subscription = new FollowedSubscription(store, {
      after: 'start',
      filter: { streamPrefixes: ['mine-'] },
    });
    expect(await subscription.next()).toMatchObject({ kind: 'events' });
    expect(await subscription.next()).toEqual({ kind: 'checkpoint', position: head });
    expect(await subscription.next()).toEqual({ kind: 'caught-up' });
    await subscription.stop();
  });

  it('looks through a long log for what a filter lets pass in steps, and tells how far it is', async () => {
    const { store } = await opened();
    for (let number = 0; number < 25; number += 1) await append(store, aStream(), events(1000), 'new');
    const mine = await append(store, 'mine-1', events(1), 'new');

    const subscription = new FollowedSubscription(store, {
      after: 'start',
      filter: { streamPrefixes: ['mine-'] },
    });
    const kinds: string[] = [];
    for (let kind: string | undefined; kind !== 'caught-up'; kinds.push(kind ?? 'ended')) {
      kind = (await subscription.next())?.kind;
    }
    await subscription.stop();

    expect(kinds).toEqual(['checkpoint', 'checkpoint', 'events', 'caught-up']);
    expect(await collect(store.readAll({ filter: { streamPrefixes: ['mine-'] } }))).toMatchObject([
      { position: mine.position },
    ]);
  });
});

async function opened(): Promise<{ store: EventStore; path: string }> {
  const path = join(await aTemporaryFolder(), 'events.db');
  const store = await openSqliteEventStore({ path });
  onTestFinished(() => store.close());
  return { store, path };
}

/** A store of which the test has the writer's thread in its hand. */
async function openedInParts(): Promise<{ store: EventStore; path: string; worker: Worker }> {
  const path = join(await aTemporaryFolder(), 'events.db');
  prepareLogFile(path);
  const worker = await startWriter({ path, maxBytes: undefined });
  const commits = new EventEmitter<CommitEvents>();
  const queue = new AppendQueue(worker, (written) => commits.emit('commit', written));
  const noLock = { release: () => undefined };
  return {
    store: new SqliteEventStore(new EventReader(connect(path)), queue, commits, noLock),
    path,
    worker,
  };
}

/** Keeps the writer waiting, as a backup that holds the database's lock would. */
function blockWrites(path: string): () => void {
  const connection = new Database(path);
  connection.exec('BEGIN IMMEDIATE');
  return () => {
    connection.exec('ROLLBACK');
    connection.close();
  };
}

/** Until the batch of this turn is with the writer. */
async function turn(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
