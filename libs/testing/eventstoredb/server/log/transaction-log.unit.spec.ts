import { randomUUID } from 'node:crypto';
import { EventEmitter, once } from 'node:events';

import type { EventStore } from '@reeve/event-store';
import { openMemoryEventStore } from '@reeve/event-store/memory';
import { describe, expect, it, vi } from 'vitest';

import { Journal } from './journal.js';
import { messageOf } from './log-record.js';
import type { ProposedEvent } from './log-record.js';
import { TransactionLog } from './transaction-log.js';

function openLog(store: EventStore = openMemoryEventStore()): Promise<TransactionLog> {
  return TransactionLog.open(new Journal(store));
}

function anEvent({ type = 'happened', data = '{}' } = {}): ProposedEvent {
  return {
    id: randomUUID(),
    type,
    contentType: 'application/json',
    data: Buffer.from(data),
    metadata: new Uint8Array(),
  };
}

function recordsOf(log: TransactionLog) {
  return Array.from({ length: log.length }, (_, index) => log.at(index));
}

describe('The transaction log', () => {
  it('gives every event a position of its own, further on by more than its size', async () => {
    const log = await openLog();
    for (const size of [0, 10, 100_000]) {
      await log.append('a', [anEvent({ data: JSON.stringify('x'.repeat(size)) }), anEvent()], 'any');
    }
    const records = recordsOf(log);
    expect(records).toHaveLength(6);
    records.forEach((record, index) => {
      const before = records[index - 1];
      const least = before === undefined ? 1_000 : before.position + messageOf(before).getData_asU8().length;
      expect(record?.position).toBeGreaterThan(least);
    });
  });

  it('is the same when it is opened again', async () => {
    const store = openMemoryEventStore();
    const log = await openLog(store);
    await log.append('a', [anEvent(), anEvent()], 'no stream');
    await log.softDelete('a', 1);
    await log.append('a', [anEvent()], 'no stream');
    await log.tombstone('b', 'any');
    const again = await openLog(store);
    expect(recordsOf(again).map((record) => record && messageOf(record).toObject())).toEqual(
      recordsOf(log).map((record) => record && messageOf(record).toObject()),
    );
    expect(again.view('a')).toMatchObject({ first: 2, last: 2, isMissing: false });
    expect(again.view('b').isDeleted).toBe(true);
    const end = again.at(again.length - 1)?.position ?? Infinity;
    expect(await again.append('c', [anEvent()], 'no stream')).toMatchObject({ revision: 0 });
    expect(again.at(again.length - 1)?.position).toBeGreaterThan(end);
  });

  it('shows and acknowledges nothing before it is durable, and yet decides on it', async () => {
    const store = openMemoryEventStore();
    const log = await openLog(store);
    const disk = new EventEmitter();
    const append = store.append.bind(store);
    vi.spyOn(store, 'append').mockImplementationOnce(async (...args) => {
      await once(disk, 'ready');
      return append(...args);
    });
    const event = anEvent();
    const first = log.append('a', [event], 'no stream');
    const repeated = log.append('a', [event], 'no stream');
    const conflicting = log.append('a', [anEvent()], 'no stream');
    let acknowledged = 0;
    for (const answer of [first, repeated]) void answer.then(() => (acknowledged += 1));
    expect(await conflicting).toEqual({ kind: 'wrong revision', actual: 0 });
    expect(acknowledged).toBe(0);
    expect(log.length).toBe(0);
    expect(log.view('a').isMissing).toBe(true);

    disk.emit('ready');
    expect(await repeated).toEqual(await first);
    expect(log.length).toBe(1);
    expect(log.view('a')).toMatchObject({ last: 0, isMissing: false });
  });

  it('finds the first record from a position on', async () => {
    const log = await openLog();
    await log.append('a', [anEvent(), anEvent(), anEvent()], 'no stream');
    const positions = recordsOf(log).map((record) => record?.position ?? 0);
    expect(positions.map((position) => log.indexFrom(position))).toEqual([0, 1, 2]);
    expect(positions.map((position) => log.indexFrom(position + 1))).toEqual([1, 2, 3]);
  });
});

describe('Appending', () => {
  it('takes repetitions that do not stand together, where any revision is expected', async () => {
    const log = await openLog();
    const [a, b, c] = [anEvent(), anEvent(), anEvent()];
    await log.append('s', [a, b, c], 'no stream');
    expect(await log.append('s', [c, a], 'any')).toMatchObject({ kind: 'written', revision: 0 });
    expect(log.length).toBe(3);
  });

  it('counts a stream as existing that has metadata only', async () => {
    const log = await openLog();
    expect((await log.append('s', [anEvent()], 'stream exists')).kind).toBe('wrong revision');
    await log.append('$$s', [anEvent({ type: '$metadata' })], 'no stream');
    expect((await log.append('s', [anEvent()], 'stream exists')).kind).toBe('written');
  });

  it('heeds of metadata what it can read', async () => {
    const log = await openLog();
    await log.append('s', [anEvent(), anEvent(), anEvent()], 'no stream');
    for (const [data, first] of [
      ['not JSON', 0],
      ['null', 0],
      ['{"$maxCount":"2"}', 0],
      ['{"$maxCount":2}', 1],
      ['{"$tb":2,"$maxCount":2}', 2],
    ] as const) {
      await log.append('$$s', [anEvent({ type: '$metadata', data })], 'any');
      expect(log.view('s').first).toBe(first);
    }
  });
});
