import { EventStoreRefusedError, EventStoreUnavailableError } from '@reeve/event-store';
import { append, aStream, collect, events, rejectionOf } from '@reeve/event-store/testing';
import { describe, expect, it } from 'vitest';

import { openEventStoreDBEventStore } from './index.js';
import { aDouble, aProxyOf, aStore, uncaughtErrors } from './testing/given.js';

describe('A process with EventStoreDB', () => {
  it('survives a connection that fails while more is written than it takes', async () => {
    const server = await aDouble();
    const proxy = await aProxyOf(server);
    const store = aStore({ url: proxy.url });
    const uncaught = uncaughtErrors();
    await append(store, aStream(), events(1), 'new');
    proxy.stall();
    const long = { data: { text: 'x'.repeat(100_000) } };
    const streams = Array.from({ length: 100 }, aStream);
    const appends = streams.map((stream) => append(store, stream, events(1, long), 'new'));
    // Replaced after 2 s without an answer, twice over.
    const quick = await rejectionOf(
      store.append(aStream(), events(1), 'new', { deadline: Date.now() + 4_500 }),
    );
    expect(quick).toBeInstanceOf(Error);
    proxy.cut();
    proxy.mend();
    await Promise.all(appends);
    expect(uncaught).toEqual([]);
    for (const stream of streams) expect(await collect(store.readStream(stream))).toHaveLength(1);
  });

  it('survives that a server never gets ready', async () => {
    const server = await aDouble();
    await server.kill();
    const store = aStore({ url: server.url });
    const uncaught = uncaughtErrors();
    const deadline = Date.now() + 3_000;
    const appends = Array.from({ length: 100 }, () =>
      rejectionOf(store.append(aStream(), events(1), 'new', { deadline })),
    );
    for (const error of await Promise.all(appends)) expect(error).toBeInstanceOf(EventStoreUnavailableError);
    expect(uncaught).toEqual([]);
  });

  it('has one event store there at a time', async () => {
    const { url } = await aDouble();
    const store = aStore({ url });
    expect(() => openEventStoreDBEventStore({ url })).toThrow(EventStoreRefusedError);
    await store.close();
    await append(aStore({ url }), aStream(), events(1), 'new');
  });

  it('may open one after a URL that cannot be understood', async () => {
    expect(() => openEventStoreDBEventStore({ url: 'nowhere' })).toThrow(EventStoreRefusedError);
    const { url } = await aDouble();
    await append(aStore({ url }), aStream(), events(1), 'new');
  });
});
