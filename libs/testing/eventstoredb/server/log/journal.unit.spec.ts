import { randomBytes } from 'node:crypto';

import type { EventStore } from '@reeve/event-store';
import { openMemoryEventStore } from '@reeve/event-store/memory';
import { describe, expect, it, vi } from 'vitest';

import { Journal } from './journal.js';
import type { Write } from './journal.js';

/** As text: bytes by the million are compared one by one. */
function textOf(write: Write): string[] {
  return write.map((event) => Buffer.from(event).toString('base64'));
}

async function writesIn(store: EventStore): Promise<string[][]> {
  const writes: string[][] = [];
  for await (const write of new Journal(store).writes()) writes.push(textOf(write));
  return writes;
}

async function reopen(store: EventStore): Promise<Journal> {
  const journal = new Journal(store);
  for await (const write of journal.writes()) expect(textOf(write)).toEqual(textOf(SMALL));
  return journal;
}

async function copyOfTheFirst(count: number, from: EventStore): Promise<EventStore> {
  const copy = openMemoryEventStore();
  let before: number | 'new' = 'new';
  for await (const { stream, id, type, data, metadata } of from.readAll({ limit: count })) {
    await copy.append(stream, [{ id, type, data, metadata }], before, { deadline: Infinity });
    before = before === 'new' ? 0 : before + 1;
  }
  return copy;
}

const SMALL: Write = [Buffer.from('one'), Buffer.from('two')];
/** Beyond what the port takes at once. */
const LARGE: Write = [randomBytes(1_500_000), Buffer.from([]), randomBytes(700_000)];

describe('The journal', () => {
  it('gives back what was written, whatever its size, in its order', async () => {
    const store = openMemoryEventStore();
    const journal = new Journal(store);
    await Promise.all([SMALL, LARGE, SMALL].map((write) => journal.write(write)));
    expect(await writesIn(store)).toEqual([SMALL, LARGE, SMALL].map(textOf));
  });

  it('goes on where another process has ended', async () => {
    const store = openMemoryEventStore();
    await new Journal(store).write(SMALL);
    const next = await reopen(store);
    await next.write(LARGE);
    expect(await writesIn(store)).toEqual([SMALL, LARGE].map(textOf));
  });

  it('has nothing of a write whose end is missing', async () => {
    const whole = openMemoryEventStore();
    const journal = new Journal(whole);
    await journal.write(SMALL);
    await journal.write(LARGE);
    const torn = await copyOfTheFirst(2, whole);
    expect(await writesIn(torn)).toEqual([SMALL].map(textOf));

    const next = await reopen(torn);
    await next.write(SMALL);
    expect(await writesIn(torn)).toEqual([SMALL, SMALL].map(textOf));
  });

  it('hands what waits to the store together, and tells of it in the order of the calls', async () => {
    const store = openMemoryEventStore();
    const append = vi.spyOn(store, 'append');
    const journal = new Journal(store);
    const told: number[] = [];
    const calls = Array.from({ length: 1_500 }, (_, call) =>
      journal.write(SMALL).then(() => told.push(call)),
    );
    await Promise.all(calls);
    // The first one alone, as nobody waited yet; then as many as the port takes.
    expect(append).toHaveBeenCalledTimes(3);
    expect(told).toEqual(calls.map((_, call) => call));
  });
});
