import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

import type { EventStoreDBClient } from '@eventstore/db-client';
import { StreamDeletedError, StreamNotFoundError } from '@eventstore/db-client';
import { describe, expect, it, onTestFinished } from 'vitest';

import { aClientOf, aDouble, anEvent, aStream, collect, idsIn } from './given.js';

const WRITERS = 16;
const KILLS = 3;

describe('A double that keeps its log in a file', () => {
  it('is the same after a restart', async () => {
    const server = await aDouble({ storage: 'file' });
    const before = aClientOf(server);
    const [kept, cropped, hidden, ended] = [aStream(), aStream(), aStream(), aStream()];
    const events = [anEvent(), anEvent('testing.thing.grew.v1', { of: 'x'.repeat(900_000) })];
    const first = await before.appendToStream(kept, events, { expectedRevision: 'no_stream' });
    for (const stream of [cropped, hidden, ended])
      await before.appendToStream(stream, [anEvent(), anEvent()]);
    await before.setStreamMetadata(cropped, { maxCount: 1 });
    await before.deleteStream(hidden);
    await before.tombstoneStream(ended);
    const log = await collect(before.readAll());

    await server.restart();
    const after = aClientOf(server);
    expect(await collect(after.readAll())).toEqual(log);
    expect(await collect(after.readStream(cropped))).toHaveLength(1);
    await expect(collect(after.readStream(hidden))).rejects.toThrow(StreamNotFoundError);
    await expect(collect(after.readStream(ended))).rejects.toThrow(StreamDeletedError);
    const repeated = await after.appendToStream(kept, events, { expectedRevision: 'no_stream' });
    expect(repeated).toEqual(first);
  });

  it(
    'loses and doubles nothing that it has acknowledged when it is killed',
    { timeout: 60_000 },
    async () => {
      const server = await aDouble({ storage: 'file' });
      const client = aClientOf(server);
      const acknowledged = new Map<string, string[]>();
      let killed = 0;
      const writers = Array.from({ length: WRITERS }, async () => {
        const stream = aStream();
        const ids: string[] = [];
        acknowledged.set(stream, ids);
        while (killed < KILLS) {
          const event = anEvent();
          await untilAppended(client, stream, event, ids.length);
          ids.push(event.id);
        }
      });
      const written = () => [...acknowledged.values()].reduce((sum, ids) => sum + ids.length, 0);
      for (; killed < KILLS; killed += 1) {
        const enough = written() + 20 * WRITERS;
        await expect.poll(written, { timeout: 20_000 }).toBeGreaterThan(enough);
        await server.kill();
        await server.restart();
      }
      await Promise.all(writers);
      for (const [stream, ids] of acknowledged) expect(await idsIn(client, stream)).toEqual(ids);
    },
  );
});

describe('A double that keeps its log in a folder of its user', () => {
  it('leaves it to the next one', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'reeve-eventstoredb-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const first = await aDouble({ storage: { folder } });
    const stream = aStream();
    const event = anEvent();
    await aClientOf(first).appendToStream(stream, event);
    await first.stop();
    const second = await aDouble({ storage: { folder } });
    expect(await idsIn(aClientOf(second), stream)).toEqual([event.id]);
  });
});

describe('A double that keeps its log in memory', () => {
  it('starts anew when it is restarted', async () => {
    const server = await aDouble();
    const stream = aStream();
    await aClientOf(server).appendToStream(stream, anEvent());
    await server.restart();
    expect(await idsIn(aClientOf(server), stream)).toEqual([]);
  });
});

/** Repeats an append until it is answered, as whoever does not know its outcome has to. */
async function untilAppended(
  client: EventStoreDBClient,
  stream: string,
  event: ReturnType<typeof anEvent>,
  before: number,
): Promise<void> {
  const expectedRevision = before === 0 ? 'no_stream' : BigInt(before - 1);
  for (;;) {
    try {
      await client.appendToStream(stream, event, { expectedRevision, deadline: 2_000 });
      return;
    } catch (error) {
      // Anything else is what this is about: an event that was lost, or written twice.
      if ((error as { code?: unknown }).code !== 14) throw error;
      await pause(20);
    }
  }
}
