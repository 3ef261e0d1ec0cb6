import {
  AppendOutcomeUnknownError,
  EventStoreUnavailableError,
  VersionConflictError,
} from '@reeve/event-store';
import type { AppendResult } from '@reeve/event-store';
import { append, aStream, collect, events, ids, rejectionOf } from '@reeve/event-store/testing';
import { describe, expect, it } from 'vitest';

import {
  aDouble,
  anObservedStore,
  appendElsewhere,
  aProxyOf,
  aStore,
  uncaughtErrors,
} from './testing/given.js';

/** More than a server that is there, or is not, takes to be known for it. */
const PATIENCE_MS = 1_500;
/** Less than one attempt takes. */
const IMPATIENCE_MS = 300;

describe.each(['batch', 'single'] as const)('An append to EventStoreDB, by %s calls', (appendCall) => {
  it('waits for a server that is not there yet', async () => {
    const server = await aDouble();
    await server.kill();
    const { store, repeated } = anObservedStore({ url: server.url, appendCall });
    const appended = append(store, aStream(), events(1), 'new');
    await expect.poll(() => repeated.length).toBeGreaterThan(1);
    await server.restart();
    expect(await appended).toMatchObject({ revision: 0 });
  });

  it('is certainly not written when no server was there until its deadline', async () => {
    const server = await aDouble();
    await server.kill();
    const store = aStore({ url: server.url, appendCall });
    const deadline = Date.now() + PATIENCE_MS;
    const error = await rejectionOf(store.append(aStream(), events(1), 'new', { deadline }));
    expect(error).toBeInstanceOf(EventStoreUnavailableError);
    expect(Date.now() - deadline).toBeLessThan(1_000);
  });

  it('waits for a server that starts', async () => {
    const server = await aDouble();
    await server.faults.set({ starting: true });
    const { store, repeated } = anObservedStore({ url: server.url, appendCall });
    const appended = append(store, aStream(), events(1), 'new');
    await expect.poll(() => repeated.join()).toContain('Server Is Not Ready');
    await server.faults.clear();
    expect(await appended).toMatchObject({ revision: 0 });
  });

  it('is certainly not written while the server starts', async () => {
    const server = await aDouble();
    await server.faults.set({ starting: true });
    const store = aStore({ url: server.url, appendCall });
    const deadline = Date.now() + PATIENCE_MS;
    await expect(store.append(aStream(), events(1), 'new', { deadline })).rejects.toBeInstanceOf(
      EventStoreUnavailableError,
    );
  });

  it('waits for a server that is unavailable, also when it was not before', async () => {
    const server = await aDouble();
    const { store, repeated } = anObservedStore({ url: server.url, appendCall });
    const stream = aStream();
    await append(store, stream, events(1), 'new');
    await server.faults.set({ unavailable: true });
    const appended = append(store, stream, events(1), 0);
    await expect.poll(() => repeated.length).toBeGreaterThan(1);
    await server.faults.clear();
    expect(await appended).toMatchObject({ revision: 1 });
  });

  it.each(['silence', 'cut'] as const)('whose acknowledgement is lost by %s is written once', async (by) => {
    const server = await aDouble();
    const store = aStore({ url: server.url, appendCall });
    const stream = aStream();
    const toAppend = events(3);
    await server.faults.set({ lostAcknowledgements: { by, times: 1 } });
    const result = await append(store, stream, toAppend, 'new');
    const recorded = await collect(store.readStream(stream));
    expect(ids(recorded)).toEqual(ids(toAppend));
    expect(result).toEqual({ revision: 2, position: recorded[2]?.position });
  });

  it('to an existing stream whose acknowledgement is lost is written once', async () => {
    const server = await aDouble();
    const store = aStore({ url: server.url, appendCall });
    const stream = aStream();
    const [first, ...more] = events(3);
    await append(store, stream, first === undefined ? [] : [first], 'new');
    await server.faults.set({ lostAcknowledgements: { by: 'silence', times: 1 } });
    expect(await append(store, stream, more, 'existing')).toMatchObject({ revision: 2 });
    expect(await collect(store.readStream(stream))).toHaveLength(3);
  });

  it('that is written but not acknowledged until its deadline has an unknown outcome', async () => {
    const server = await aDouble();
    const store = aStore({ url: server.url, appendCall });
    const stream = aStream();
    const toAppend = events(1);
    await server.faults.set({ lostAcknowledgements: { by: 'silence' } });
    const deadline = Date.now() + IMPATIENCE_MS;
    const error = await rejectionOf(store.append(stream, toAppend, 'new', { deadline }));
    expect(error).toBeInstanceOf(AppendOutcomeUnknownError);
    expect(Date.now() - deadline).toBeLessThan(1_000);

    await server.faults.clear();
    expect(await append(store, stream, toAppend, 'new')).toMatchObject({ revision: 0 });
    expect(ids(await collect(store.readStream(stream)))).toEqual(ids(toAppend));
  });

  it.each([{ written: true }, { written: false }])(
    'that stalls (written: $written) holds up no other, and is repeated',
    async ({ written }) => {
      const server = await aDouble();
      const { store, repeated } = anObservedStore({ url: server.url, appendCall });
      await server.faults.set({ stalledAppends: { ms: 60_000, written, times: 1 } });
      const streams = Array.from({ length: 11 }, aStream);
      let answeredBeforeRepetition = 0;
      const results = await Promise.all(
        streams.map(async (stream) => {
          const result = await append(store, stream, events(1), 'new');
          if (repeated.length === 0) answeredBeforeRepetition += 1;
          return result;
        }),
      );
      expect(answeredBeforeRepetition).toBe(10);
      expect(repeated).toHaveLength(1);
      expect(results.map(({ revision }) => revision)).toEqual(streams.map(() => 0));
      for (const stream of streams) expect(await collect(store.readStream(stream))).toHaveLength(1);
    },
  );

  it('finds the new leader when the node it is connected to is no longer that', async () => {
    const [former, leader] = [await aDouble(), await aDouble()];
    const store = aStore({ url: former.url.replace('esdb:', 'esdb+discover:'), appendCall });
    const stream = aStream();
    await append(store, aStream(), events(1), 'new');
    const { port } = new URL(leader.url);
    await former.faults.set({ notLeader: { leader: { host: '127.0.0.1', port: Number(port) } } });

    const began = performance.now();
    const toAppend = events(1);
    expect(await append(store, stream, toAppend, 'new')).toMatchObject({ revision: 0 });
    expect(performance.now() - began).toBeLessThan(4_000);

    await store.close();
    const onLeader = aStore({ url: leader.url, appendCall });
    expect(ids(await collect(onLeader.readStream(stream)))).toEqual(ids(toAppend));
  });

  it('gets through a connection that is reset again and again', async () => {
    const server = await aDouble();
    const proxy = await aProxyOf(server);
    const { store, repeated } = anObservedStore({ url: proxy.url, appendCall });
    const uncaught = uncaughtErrors();
    const stream = aStream();
    const toAppend = events(200);
    for (const [revision, event] of toAppend.entries()) {
      const appended = append(store, stream, [event], revision === 0 ? 'new' : revision - 1);
      if (revision % 20 === 10) {
        proxy.cut();
        proxy.mend();
      }
      expect(await appended).toMatchObject({ revision });
    }
    expect(repeated).not.toEqual([]);
    expect(ids(await collect(store.readStream(stream)))).toEqual(ids(toAppend));
    expect(uncaught).toEqual([]);
  });

  it('gets through when what it is connected by is dead and nobody says so', async () => {
    const server = await aDouble();
    const proxy = await aProxyOf(server);
    const store = aStore({ url: proxy.url, appendCall });
    const stream = aStream();
    await append(store, stream, events(1), 'new');
    proxy.forget();
    const began = performance.now();
    expect(await append(store, stream, events(1), 0)).toMatchObject({ revision: 1 });
    expect(performance.now() - began).toBeLessThan(4_000);
  });

  it('gets through a dead connection also when no caller waits for long', async () => {
    const server = await aDouble();
    const proxy = await aProxyOf(server);
    const store = aStore({ url: proxy.url, appendCall });
    const stream = aStream();
    const toAppend = events(1);
    await append(store, aStream(), events(1), 'new');
    proxy.forget();
    let result: AppendResult | undefined;
    for (let caller = 0; caller < 10 && result === undefined; caller += 1) {
      const deadline = Date.now() + IMPATIENCE_MS;
      result = await store.append(stream, toAppend, 'new', { deadline }).catch(() => undefined);
    }
    expect(result).toMatchObject({ revision: 0 });
  });

  it('loses to whoever was faster while it had no answer', async () => {
    const server = await aDouble();
    const proxy = await aProxyOf(server);
    const store = aStore({ url: proxy.url, appendCall });
    const stream = aStream();
    await append(store, stream, events(1), 'new');
    proxy.stall();
    const late = rejectionOf(append(store, stream, events(1), 0));
    await appendElsewhere(server, stream, 0n);
    proxy.mend();
    const error = await late;
    expect(error).toBeInstanceOf(VersionConflictError);
  });

  it('is finished by a store that is closed meanwhile, but not repeated', async () => {
    const server = await aDouble();
    const store = aStore({ url: server.url, appendCall });
    await append(store, aStream(), events(1), 'new');
    await server.faults.set({ stalledAppends: { ms: 200, written: false } });
    const slow = append(store, aStream(), events(1), 'new');
    await store.close();
    expect(await slow).toMatchObject({ revision: 0 });

    const again = aStore({ url: server.url, appendCall });
    await server.kill();
    const lost = rejectionOf(
      again.append(aStream(), events(1), 'new', { deadline: Number.MAX_SAFE_INTEGER }),
    );
    await again.close();
    expect(await lost).toBeInstanceOf(EventStoreUnavailableError);
  });
});
