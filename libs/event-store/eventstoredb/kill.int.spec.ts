import { randomUUID } from 'node:crypto';

import type { EventStore } from '@reeve/event-store';
import { collect } from '@reeve/event-store/testing';
import { describe, expect, it, onTestFinished } from 'vitest';

import { aDouble, aStore, uncaughtErrors } from './testing/given.js';

const WRITERS = 32;
const KILLS = 6;
const ACKNOWLEDGED_BETWEEN_KILLS = 500;
/** Longer than any of it takes: no writer gives up. */
const PATIENCE_MS = 30_000;

/** One place in the log: `stream revision id`. */
type Place = string;

describe.each(['batch', 'single'] as const)('EventStoreDB, killed under %s appends', (appendCall) => {
  it(`loses and doubles nothing of ${WRITERS} writers, who notice nothing`, async () => {
    const server = await aDouble({ storage: 'file' });
    const store = aStore({ url: server.url, appendCall });
    const uncaught = uncaughtErrors();
    const followed = follow(store);
    const acknowledged: Place[] = [];
    let stopped = false;
    const writers = Array.from({ length: WRITERS }, async () => {
      const stream = `writer-${randomUUID()}`;
      for (let revision = 0; !stopped; revision += 1) acknowledged.push(await write(store, stream, revision));
    });
    for (let kill = 1; kill <= KILLS; kill += 1) {
      const enough = kill * ACKNOWLEDGED_BETWEEN_KILLS;
      await expect.poll(() => acknowledged.length, { timeout: PATIENCE_MS }).toBeGreaterThanOrEqual(enough);
      await server.kill();
      await server.restart();
    }
    stopped = true;
    await Promise.all(writers);

    const recorded = (await collect(store.readAll())).map(placeOf);
    expect([...recorded].sort()).toEqual([...acknowledged].sort());
    await expect.poll(() => followed.length, { timeout: PATIENCE_MS }).toBe(recorded.length);
    expect(followed).toEqual(recorded);
    expect(uncaught).toEqual([]);
  }, 120_000);
});

async function write(store: EventStore, stream: string, revision: number): Promise<Place> {
  const event = { id: randomUUID(), type: 'testing.thing.happened.v1', data: { revision }, metadata: {} };
  const expected = revision === 0 ? 'new' : revision - 1;
  const result = await store.append(stream, [event], expected, { deadline: Date.now() + PATIENCE_MS });
  return placeOf({ stream, revision: result.revision, id: event.id });
}

/** Fills with what a catch-up subscription hands over while all of this happens. */
function follow(store: EventStore): readonly Place[] {
  const places: Place[] = [];
  const abort = new AbortController();
  const following = (async () => {
    for await (const message of store.subscribe({ after: 'start', signal: abort.signal })) {
      if (message.kind === 'events') places.push(...message.events.map(placeOf));
    }
  })();
  onTestFinished(async () => {
    abort.abort();
    await following;
  });
  return places;
}

function placeOf(event: { readonly stream: string; readonly revision: number; readonly id: string }): Place {
  return `${event.stream} ${event.revision} ${event.id}`;
}
