import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { AccessDeniedError, UnavailableError } from '@eventstore/db-client';
import { selfSignedCertificate } from '@reeve/outbound/testing/certificate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { aClientOf, aDouble, anEvent, aStream, collect } from './given.js';
import type { TlsIdentity } from './double-options.js';
import { startEventStoreDB } from './start-eventstoredb.js';
import type { EventStoreDBDouble } from './start-eventstoredb.js';

const NEW = { expectedRevision: 'no_stream' } as const;
/** On a machine that has much else to do. */
const PATIENCE = { timeout: 20_000 };
const CREDENTIALS = { username: 'admin', password: 'changeit' };

describe('The double of EventStoreDB, where the recording ends', () => {
  let server: EventStoreDBDouble;
  beforeAll(async () => {
    server = await startEventStoreDB();
  });
  afterAll(() => server.stop());

  it('says of an append of nothing that it stands at revision 0, whatever is there', async () => {
    const client = aClientOf(server);
    const stream = aStream();
    await client.appendToStream(stream, [anEvent(), anEvent(), anEvent()], NEW);
    const nothing = await client.appendToStream(stream, [], { expectedRevision: 2n });
    expect(nothing).toMatchObject({ success: true, nextExpectedRevision: 0n });
  });

  it('lets a soft-deleted stream go on after its last revision', async () => {
    const client = aClientOf(server);
    const stream = aStream();
    await client.appendToStream(stream, [anEvent(), anEvent()], NEW);
    await client.deleteStream(stream);
    await client.appendToStream(stream, anEvent(), NEW);
    expect((await client.getStreamMetadata(stream)).metadata).toEqual({ truncateBefore: 2 });
  });

  it('is found by clients that are given several addresses', async () => {
    const { host } = new URL(server.url.replace('esdb:', 'http:'));
    const client = aClientOf({ url: `esdb://${host},${host}?tls=false` });
    await expect(client.appendToStream(aStream(), anEvent(), NEW)).resolves.toMatchObject({ success: true });
  });

  it('tells a subscriber that it fell behind, and when it has caught up again', async () => {
    const client = aClientOf(server);
    const stream = aStream();
    const subscription = client.subscribeToStream(stream);
    await once(subscription, 'caughtUp');
    // Nobody takes anything: more than fits into the buffers on the way waits in the server.
    const large = { of: 'x'.repeat(5_000) };
    for (let append = 0; append < 10; append += 1) {
      await client.appendToStream(
        stream,
        Array.from({ length: 150 }, () => anEvent('testing.thing.grew.v1', large)),
      );
    }
    const told: string[] = [];
    subscription.on('fellBehind', () => told.push('fellBehind')).on('caughtUp', () => told.push('caughtUp'));
    let taken = 0;
    subscription.on('data', () => (taken += 1));
    await expect.poll(() => taken, PATIENCE).toBe(10 * 150);
    await expect.poll(() => told.at(-1), PATIENCE).toBe('caughtUp');
    expect(told).toContain('fellBehind');
    await subscription.unsubscribe();
  });

  it('answers what was asked while it was frozen', async () => {
    const client = aClientOf(server);
    const stream = aStream();
    await client.appendToStream(stream, anEvent(), NEW);
    await server.freeze();
    const append = client.appendToStream(stream, anEvent(), { expectedRevision: 0n });
    server.thaw();
    await expect(append).resolves.toMatchObject({ nextExpectedRevision: 1n });
  });
});

describe('A double that is killed', () => {
  it('fails what is under way with code 14, and what comes then', async () => {
    const server = await aDouble();
    const client = aClientOf(server);
    await client.appendToStream(aStream(), anEvent(), NEW);
    const subscription = client.subscribeToAll({ fromPosition: 'end' });
    await once(subscription, 'caughtUp');
    const ended = once(subscription, 'error');
    await server.faults.set({ stalledAppends: { ms: 60_000, written: false } });
    const inFlight = expect(client.appendToStream(aStream(), anEvent(), NEW)).rejects.toThrow(
      UnavailableError,
    );
    await server.kill();
    await inFlight;
    expect((await ended)[0]).toBeInstanceOf(UnavailableError);

    const late = aClientOf(server);
    const error: unknown = await late.appendToStream(aStream(), anEvent(), NEW).catch((e: unknown) => e);
    expect(error).toMatchObject({ code: 14 });
    expect(error).not.toBeInstanceOf(UnavailableError);
    await expect(collect(late.readAll())).rejects.toThrow(UnavailableError);
  });
});

describe('A double that asks for credentials', () => {
  // The client sends them over TLS only.
  let server: EventStoreDBDouble;
  let trusted: TrustedCertificate;
  beforeAll(async () => {
    trusted = await aTrustedCertificate();
    server = await startEventStoreDB({ credentials: CREDENTIALS, tls: trusted.tls });
  });
  afterAll(async () => {
    await server.stop();
    await trusted.forget();
  });

  it('takes them from the connection string, and with a call', async () => {
    const known = aClientOf({ url: trusted.in(server.url, 'admin:changeit@') });
    const stream = aStream();
    await known.appendToStream(stream, anEvent(), NEW);
    await expect(collect(known.readStream(stream))).resolves.toHaveLength(1);
    const anonymous = aClientOf({ url: trusted.in(server.url) });
    const append = anonymous.appendToStream(stream, anEvent(), {
      expectedRevision: 0n,
      credentials: CREDENTIALS,
    });
    await expect(append).resolves.toMatchObject({ nextExpectedRevision: 1n });
  });

  it('answers who gives none with access denied: without a code on append, with 7 on read', async () => {
    const client = aClientOf({ url: trusted.in(server.url) });
    const append: unknown = await client.appendToStream(aStream(), anEvent(), NEW).catch((e: unknown) => e);
    expect(append).toBeInstanceOf(AccessDeniedError);
    expect(append).toMatchObject({ code: undefined });
    const read: unknown = await collect(client.readAll()).catch((e: unknown) => e);
    expect(read).toBeInstanceOf(AccessDeniedError);
    expect(read).toMatchObject({ code: 7 });
  });

  it('answers who gives wrong ones with access denied, code 16', async () => {
    const client = aClientOf({ url: trusted.in(server.url, 'admin:wrong@') });
    const append: unknown = await client.appendToStream(aStream(), anEvent(), NEW).catch((e: unknown) => e);
    expect(append).toBeInstanceOf(AccessDeniedError);
    expect(append).toMatchObject({ code: 16 });
    const read: unknown = await collect(client.readAll()).catch((e: unknown) => e);
    expect(read).toBeInstanceOf(AccessDeniedError);
    expect(read).toMatchObject({ code: 16 });
  });

  it('is not believed by who does not know its certificate', async () => {
    await expect(collect(aClientOf(server).readAll())).rejects.toThrow(/certificate/);
  });
});

interface TrustedCertificate {
  readonly tls: TlsIdentity;
  /** The URL of a server with this certificate, for a client that trusts it. */
  in(url: string, user?: string): string;
  forget(): Promise<void>;
}

async function aTrustedCertificate(): Promise<TrustedCertificate> {
  const tls = await selfSignedCertificate('127.0.0.1');
  const folder = await mkdtemp(join(tmpdir(), 'reeve-trusted-'));
  const file = join(folder, 'ca.pem');
  await writeFile(file, tls.cert);
  return {
    tls,
    in: (url, user = '') => `${url.replace('//', `//${user}`)}&tlsCAFile=${file}`,
    forget: () => rm(folder, { recursive: true }),
  };
}
