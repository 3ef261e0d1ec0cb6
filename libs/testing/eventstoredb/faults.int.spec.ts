import { once } from 'node:events';

import { DeadlineExceededError, NotLeaderError, UnavailableError, UnknownError } from '@eventstore/db-client';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';

import { aClientOf, aDouble, anEvent, aStream, collect, idsIn } from './given.js';
import { startEventStoreDB } from './start-eventstoredb.js';
import type { EventStoreDBDouble } from './start-eventstoredb.js';

const NEW = { expectedRevision: 'no_stream' } as const;
const CREDENTIALS = { username: 'admin', password: 'changeit' };

let server: EventStoreDBDouble;
beforeAll(async () => {
  server = await startEventStoreDB();
});
afterEach(() => server.faults.clear());
afterAll(() => server.stop());

describe('A double that is unavailable', () => {
  it('answers whoever comes with code 14, and takes them again when it is over', async () => {
    await server.faults.set({ unavailable: true });
    const client = aClientOf(server);
    // The client asks for the server's features first, and hands that answer on as it is.
    const error: unknown = await client.appendToStream(aStream(), anEvent(), NEW).catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 14 });
    expect(error).not.toBeInstanceOf(UnavailableError);
    await expect(collect(client.readAll())).rejects.toThrow(UnavailableError);

    await server.faults.clear();
    await expect(client.appendToStream(aStream(), anEvent(), NEW)).resolves.toMatchObject({ success: true });
  });

  it('ends what is under way', async () => {
    const client = aClientOf(server);
    await client.appendToStream(aStream(), anEvent(), NEW);
    const subscription = client.subscribeToAll({ fromPosition: 'end' });
    await once(subscription, 'caughtUp');
    const ended = once(subscription, 'error');
    await server.faults.set({ stalledAppends: { ms: 60_000, written: false } });
    const append = client.appendToStream(aStream(), anEvent(), NEW);
    const failed = expect(append).rejects.toThrow(UnavailableError);
    await server.faults.set({ unavailable: true });
    await failed;
    expect((await ended)[0]).toBeInstanceOf(UnavailableError);
  });
});

describe('A double that is starting', () => {
  it('answers appends as the real one does: with an error that the client cannot read', async () => {
    await server.faults.set({ starting: true });
    const append = aClientOf(server).appendToStream(aStream(), anEvent(), NEW);
    const error: unknown = await append.catch((e: unknown) => e);
    expect(error).toBeInstanceOf(UnknownError);
    expect(error).toMatchObject({ message: 'Could not recognize Server Is Not Ready', code: undefined });
  });

  it('answers reads and subscriptions with code 14', async () => {
    await server.faults.set({ starting: true });
    const client = aClientOf(server);
    await expect(collect(client.readAll())).rejects.toThrow('Server Is Not Ready');
    const [error] = (await once(client.subscribeToAll(), 'error')) as [unknown];
    expect(error).toBeInstanceOf(UnavailableError);
    expect(error).toMatchObject({ code: 14 });
  });
});

describe('A double that is no longer leader', () => {
  const leader = { host: '127.0.0.1', port: 4_242 };

  it('leaves batch appends to their deadline, and does not write them', async () => {
    const client = aClientOf(server);
    const stream = aStream();
    await server.faults.set({ notLeader: { leader } });
    const append = client.appendToStream(stream, anEvent(), { ...NEW, deadline: 100 });
    await expect(append).rejects.toThrow(DeadlineExceededError);
    expect(await idsIn(client, stream)).toEqual([]);
  });

  it('names the leader to whom needs it, and serves those who do not', async () => {
    await server.faults.set({ notLeader: { leader } });
    const named = { leader: { address: leader.host, port: leader.port } };
    const append = aClientOf(server).appendToStream(aStream(), anEvent(), { credentials: CREDENTIALS });
    await expect(append).rejects.toMatchObject(named);
    const read = collect(aClientOf(server).readAll({ requiresLeader: true, maxCount: 1 }));
    await expect(read).rejects.toThrow(NotLeaderError);
    await expect(collect(aClientOf(server).readAll({ maxCount: 1 }))).resolves.toHaveLength(1);
  });
});

describe('The cluster of a double', () => {
  it('has another leader when the double is no longer that', async () => {
    const other = await aDouble();
    const { port } = new URL(other.url);
    const cluster = { url: server.url.replace('esdb:', 'esdb+discover:') };
    const stream = aStream();
    await server.faults.set({ notLeader: { leader: { host: '127.0.0.1', port: Number(port) } } });
    await aClientOf(cluster).appendToStream(stream, anEvent(), NEW);
    expect(await idsIn(aClientOf(other), stream)).toHaveLength(1);
  });
});

describe('A double whose appends stall', () => {
  it('answers the deadline, although it has written', async () => {
    const client = aClientOf(server);
    const stream = aStream();
    const event = anEvent();
    await server.faults.set({ stalledAppends: { ms: 60_000, written: true, times: 1 } });
    const append = client.appendToStream(stream, event, { ...NEW, deadline: 100 });
    await expect(append).rejects.toThrow(DeadlineExceededError);
    expect(await idsIn(client, stream)).toEqual([event.id]);
    await expect(client.appendToStream(stream, event, NEW)).resolves.toMatchObject({
      nextExpectedRevision: 0n,
    });
    expect(await idsIn(client, stream)).toEqual([event.id]);
  });

  it('never writes what is overdue by then', async () => {
    const client = aClientOf(server);
    const overdue = aStream();
    const patient = aStream();
    await server.faults.set({ stalledAppends: { ms: 300, written: false, times: 2 } });
    const [first, second] = await Promise.allSettled([
      client.appendToStream(overdue, anEvent(), { ...NEW, deadline: 50 }),
      client.appendToStream(patient, anEvent(), NEW),
    ]);
    expect(first).toMatchObject({ reason: expect.any(DeadlineExceededError) as unknown });
    expect(second.status).toBe('fulfilled');
    expect(await idsIn(client, overdue)).toEqual([]);
    expect(await idsIn(client, patient)).toHaveLength(1);
  });

  it('waits for a deadline beyond what a timer can wait for', async () => {
    await server.faults.set({ stalledAppends: { ms: 50, written: true } });
    const append = aClientOf(server).appendToStream(aStream(), anEvent(), { ...NEW, deadline: 2 ** 33 });
    await expect(append).resolves.toMatchObject({ success: true });
  });

  it('stalls as many as it is told to', async () => {
    const client = aClientOf(server);
    await server.faults.set({ stalledAppends: { ms: 60_000, written: true, times: 1 } });
    const late = client.appendToStream(aStream(), anEvent(), { ...NEW, deadline: 100 });
    await expect(late).rejects.toThrow(DeadlineExceededError);
    await expect(client.appendToStream(aStream(), anEvent(), NEW)).resolves.toMatchObject({ success: true });
  });
});

describe('A double whose acknowledgements are lost', () => {
  it('writes and says nothing, not even that the deadline is over', async () => {
    const client = aClientOf(server);
    const stream = aStream();
    const event = anEvent();
    const subscription = client.subscribeToStream(stream);
    await once(subscription, 'caughtUp');
    const written = once(subscription, 'data');
    await server.faults.set({ lostAcknowledgements: { by: 'silence', times: 1 } });
    let answered = false;
    const unanswered = client.appendToStream(stream, event, { ...NEW, deadline: 50 });
    void unanswered.catch(() => undefined).then(() => (answered = true));
    await written;
    // The next append outlives the deadline of the first one on the same connection.
    await server.faults.set({ stalledAppends: { ms: 150, written: true, times: 1 } });
    await expect(client.appendToStream(stream, event, NEW)).resolves.toMatchObject({
      nextExpectedRevision: 0n,
    });
    expect(answered).toBe(false);
    await subscription.unsubscribe();
  });

  it('resets the connection in place of the answer', async () => {
    const client = aClientOf(server);
    const stream = aStream();
    const event = anEvent();
    await server.faults.set({ lostAcknowledgements: { by: 'cut', times: 1 } });
    await expect(client.appendToStream(stream, event, NEW)).rejects.toThrow(UnavailableError);
    expect(await idsIn(client, stream)).toEqual([event.id]);
    await expect(client.appendToStream(stream, event, NEW)).resolves.toMatchObject({
      nextExpectedRevision: 0n,
    });
    expect(await idsIn(client, stream)).toEqual([event.id]);
  });
});

describe('A double whose connections are cut', () => {
  it('ends subscriptions with an error, and takes the same client again', async () => {
    const client = aClientOf(server);
    const subscription = client.subscribeToAll({ fromPosition: 'end' });
    await once(subscription, 'caughtUp');
    const ended = once(subscription, 'error');
    await server.faults.cutConnections();
    expect((await ended)[0]).toBeInstanceOf(UnavailableError);
    await expect(client.appendToStream(aStream(), anEvent(), NEW)).resolves.toMatchObject({ success: true });
  });
});

describe('A double that reads slowly', () => {
  it('takes its time for each event', async () => {
    const client = aClientOf(server);
    const stream = aStream();
    await client.appendToStream(stream, [anEvent(), anEvent(), anEvent()], NEW);
    await server.faults.set({ slowReadsMs: 50 });
    const began = performance.now();
    await expect(collect(client.readStream(stream))).resolves.toHaveLength(3);
    expect(performance.now() - began).toBeGreaterThanOrEqual(3 * 50 - 1);
  });
});

describe('The faults of a double', () => {
  it('are gone when it is restarted', async () => {
    const restarted = await aDouble();
    await restarted.faults.set({ unavailable: true });
    await restarted.restart();
    const append = aClientOf(restarted).appendToStream(aStream(), anEvent(), NEW);
    await expect(append).resolves.toMatchObject({ success: true });
  });

  it('cannot be set while it does not run', async () => {
    const killed = await aDouble();
    await killed.kill();
    await expect(killed.faults.set({ unavailable: true })).rejects.toThrow('ECONNREFUSED');
  });
});
