import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import { BusRefusedError } from '@reeve/bus';
import { NatsClient, NatsLink, NatsServer } from '@reeve/bus/nats';
import { call } from '@reeve/bus/testing';
import * as contracts from '@reeve/contracts';
import {
  configChanged,
  configRpc,
  principalChanged,
  projectionRpc,
  PROJECTIONS,
  query,
} from '@reeve/contracts';
import { DataKeyStoreRefusedError } from '@reeve/sealing';
import { openJetStreamDataKeyStore } from '@reeve/sealing/jetstream';
import { startNatsServer } from '@reeve/testing/nats';
import { describeWithPart } from '@reeve/testing/servers';
import type { TestServer } from '@reeve/testing/servers';
import { connect } from 'nats';
import type { NatsConnection } from 'nats';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';

const FILE = new URL('../../../deploy/nats/nats-server.conf', import.meta.url);

const SERVICES = ['config', 'users', 'billing', 'audit'] as const;
const USERS = ['gateway', ...SERVICES] as const;
type User = (typeof USERS)[number];

const PASSWORDS = Object.fromEntries(
  USERS.map((user) => [`NATS_${user.toUpperCase()}_PASSWORD`, `${user}+/=Secret`]),
);

/** What every process of a service, or of the gateway, is to hear. */
const BROADCASTS: readonly (readonly [subject: string, by: User, heardBy: readonly User[]])[] = [
  [principalChanged.subject, 'users', ['gateway']],
  [configChanged.subject, 'config', ['users', 'gateway']],
  ...PROJECTIONS.map((name) => [projectionRpc(name).progressed.subject, name, [name]] as const),
];

/** Every request that a contract names. */
const REQUESTS = [
  ...subjectsIn(contracts),
  ...PROJECTIONS.flatMap((name) => subjectsIn(projectionRpc(name))),
].filter((subject) => !BROADCASTS.some(([broadcast]) => broadcast === subject));

/** Who may ask what the gateway may not. */
const BETWEEN_SERVICES: Readonly<Record<string, User>> = {
  [configRpc.readSettings.subject]: 'users',
  [contracts.subscriptionRpc.endWithAccount.subject]: 'users',
};

const PUBLISHES: readonly (readonly [subject: string, by: readonly User[]])[] = [
  ...REQUESTS.map((subject) => [subject, [BETWEEN_SERVICES[subject] ?? 'gateway']] as const),
  ...BROADCASTS.map(([subject, by]) => [subject, [by]] as const),
  ['reeve.unknown.request', []],
  ['reeve.users', []],
  ['reeve.users.deeper.still', []],
  ['something.else', []],
  ...USERS.map((user) => [`_INBOX.${user}.guessed.1`, []] as const),
  ['REEVE_KEYS.id.c29tZQ', USERS],
  ['REEVE_KEYS.record.0.c29tZQ', USERS],
  ...['INFO', 'CREATE', 'MSG.GET'].map((verb) => [`$JS.API.STREAM.${verb}.REEVE_KEYS`, USERS] as const),
  ['$JS.API.STREAM.MSG.DELETE.REEVE_KEYS', ['users']],
  ...['UPDATE', 'DELETE', 'PURGE', 'SNAPSHOT', 'RESTORE', 'LEADER.STEPDOWN'].map(
    (verb) => [`$JS.API.STREAM.${verb}.REEVE_KEYS`, []] as const,
  ),
  ['$JS.API.DIRECT.GET.REEVE_KEYS', []],
  ['$JS.API.CONSUMER.CREATE.REEVE_KEYS', []],
  ['$JS.API.CONSUMER.MSG.NEXT.REEVE_KEYS.any', []],
  ['$JS.API.STREAM.CREATE.OTHER', []],
  ['$JS.API.STREAM.LIST', []],
  ['$JS.API.INFO', []],
  ['$SYS.REQ.SERVER.PING', []],
];

const SUBSCRIBES: readonly (readonly [subject: string, queue: string | undefined, by: readonly User[]])[] = [
  ...SERVICES.flatMap((service) => [
    [`reeve.${service}.*`, `reeve.${service}`, [service]] as const,
    [`reeve.${service}.*`, undefined, []] as const,
    [`reeve.${service}.*`, 'another-group', []] as const,
    ['reeve.*.*', `reeve.${service}`, []] as const,
    // The server takes `>` for a word like any other; nobody may publish below these subjects.
    [`reeve.${service}.>`, `reeve.${service}`, [service]] as const,
    [`reeve.${service}.>`, undefined, []] as const,
  ]),
  ...REQUESTS.map((subject) => [subject, groupOf(subject), [serviceOf(subject)]] as const),
  ...REQUESTS.map((subject) => [subject, undefined, []] as const),
  ...BROADCASTS.map(([subject, , heardBy]) => [subject, undefined, heardBy] as const),
  ...USERS.map((user) => [`_INBOX.${user}.random.*`, undefined, [user]] as const),
  ['_INBOX.>', undefined, []],
  ['_INBOX.*.random.*', undefined, []],
  ['REEVE_KEYS.>', undefined, []],
  ['$JS.>', undefined, []],
  ['$SYS.>', undefined, []],
  ['reeve.>', undefined, []],
  ['>', undefined, []],
];

const sum = (count: (user: User) => number) => USERS.reduce((total, user) => total + count(user), 0);
const allowed = sum(
  (user) =>
    PUBLISHES.filter(([, by]) => by.includes(user)).length +
    SUBSCRIBES.filter(([, , by]) => by.includes(user)).length,
);
const refused = USERS.length * (PUBLISHES.length + SUBSCRIBES.length) - allowed;

describeWithPart('nats-server', `deploy/nats: ${allowed} allowed, ${refused} refused`, () => {
  let folder: string;
  let nats: TestServer;

  beforeAll(async () => {
    Logger.overrideLogger(false);
    folder = await mkdtemp(join(tmpdir(), 'reeve-nats-'));
    nats = await startNatsServer({ config: configuration(folder), environment: PASSWORDS });
  });
  afterAll(async () => {
    await nats.stop();
    await rm(folder, { recursive: true });
  });

  const urlOf = (user: User) => {
    const { host } = new URL(nats.url);
    return `nats://${user}:${encodeURIComponent(`${user}+/=Secret`)}@${host}`;
  };
  const rawConnection = async (user: User): Promise<NatsConnection> => {
    const { host } = new URL(nats.url);
    const connection = await connect({ servers: host, user, pass: `${user}+/=Secret` });
    onTestFinished(() => connection.close());
    return connection;
  };
  const aLink = async (user: User): Promise<NatsLink> => {
    const link = await NatsLink.open({ url: urlOf(user), service: user });
    onTestFinished(() => link.close());
    return link;
  };
  const aClient = async (user: User): Promise<NatsClient> => {
    const client = new NatsClient(await aLink(user));
    onTestFinished(() => client.close());
    return client;
  };

  describe.each(USERS)('%s', (user) => {
    const may = PUBLISHES.filter(([, by]) => by.includes(user)).map(([subject]) => subject);
    const hears = SUBSCRIBES.filter(([, , by]) => by.includes(user)).map(([subject]) => subject);

    it(`may publish on ${may.length} subjects, and not on ${PUBLISHES.length - may.length}`, async () => {
      const connection = await rawConnection(user);
      const published: string[] = [];
      for (const [subject] of PUBLISHES) {
        if (await isPublished(connection, subject)) published.push(subject);
      }
      expect(published).toEqual(may);
    });

    it(`may subscribe in ${hears.length} ways, and not in ${SUBSCRIBES.length - hears.length}`, async () => {
      const connection = await rawConnection(user);
      const subscribed: string[] = [];
      for (const [subject, queue] of SUBSCRIBES) {
        if (await isSubscribed(connection, subject, queue)) subscribed.push(subject);
      }
      expect(subscribed).toEqual(hears);
    });
  });

  it.each(SERVICES)('%s answers the gateway, once for each request', async (service) => {
    const rpc = query<number, number>(`reeve.${service}.double`);
    const server = new NatsServer(await aLink(service));
    server.addHandler(rpc.subject, (n: number) => Promise.resolve(2 * n));
    await new Promise<void>((resolve) => void server.listen(resolve));
    onTestFinished(() => server.close());
    const gateway = await aClient('gateway');
    const numbers = Array.from({ length: 200 }, (_, n) => n);
    const doubled = await Promise.all(numbers.map((n) => gateway.request(rpc, n, call())));
    expect(doubled).toEqual(numbers.map((n) => 2 * n));
  });

  it('has every gateway hear of a changed principal', async () => {
    const heard: unknown[] = [];
    for (let replica = 0; replica < 2; replica++) {
      const server = new NatsServer(await aLink('gateway'));
      server.addHandler(
        principalChanged.subject,
        (payload: unknown) => Promise.resolve(heard.push(payload)),
        true,
      );
      await new Promise<void>((resolve) => void server.listen(resolve));
    }
    const payload = { userId: 'someone', sessionId: null };
    await (await aClient('users')).broadcast(principalChanged, payload);
    await expect.poll(() => heard).toEqual([payload, payload]);
  });

  it('says 503 at once where a service asks another that it may not ask', async () => {
    const client = await aClient('config');
    const asked = client.request(
      query('reeve.users.current-user'),
      {},
      call({ deadline: Date.now() + 60_000 }),
    );
    await expect(asked).rejects.toMatchObject({ code: 'UNAVAILABLE', status: 503 });
  });

  describe('the key store', () => {
    const openAs = async (user: User) => {
      const link = await aLink(user);
      return await openJetStreamDataKeyStore({ connection: () => link.connection });
    };
    const key = (subject: string) => ({
      id: subject,
      subject,
      wrapped: Buffer.from('wrapped'),
      createdAt: '',
    });

    it.each(USERS)('is read and added to by %s', async (user) => {
      const store = await openAs(user);
      const added = await store.add(key(`user:${user}`), 'if-first');
      expect(await store.get(`user:${user}`)).toEqual(added);
      expect(await store.isEmpty()).toBe(false);
    });

    it('is erased from by users, and by nobody else', async () => {
      const users = await openAs('users');
      for (const other of USERS.filter((user) => user !== 'users')) {
        const store = await openAs(other);
        await store.add(key(`user:kept-${other}`), 'if-first');
        await expect(store.destroy(`user:kept-${other}`)).rejects.toThrow(DataKeyStoreRefusedError);
        await users.destroy(`user:kept-${other}`);
        expect(await store.current(`user:kept-${other}`)).toBe('erased');
      }
    });
  });

  it('lets nobody in without the right password', async () => {
    const { host } = new URL(nats.url);
    for (const credentials of ['', 'gateway:@', 'gateway:wrong@', 'nobody:@', 'token@']) {
      const opened = NatsLink.open({ url: `nats://${credentials}${host}`, service: 'gateway' });
      await expect(opened).rejects.toThrow(BusRefusedError);
    }
  });

  it.each(Object.keys(PASSWORDS))('does not start without %s', async (variable) => {
    const environment = Object.fromEntries(Object.entries(PASSWORDS).filter(([name]) => name !== variable));
    await expect(startNatsServer({ config: configuration(folder), environment })).rejects.toThrow(variable);
  });
});

/** The file as it is, but for where the data is kept. */
function configuration(folder: string): string {
  const text = readFileSync(FILE, 'utf8');
  expect(text).toContain('store_dir: "/data"');
  return text.replace('"/data"', JSON.stringify(folder));
}

async function isPublished(connection: NatsConnection, subject: string): Promise<boolean> {
  const refusal = firstRefusal(connection);
  connection.publish(subject, 'null');
  await connection.flush();
  return (await Promise.race([refusal, turn()])) !== subject;
}

/** The server's refusal has arrived when it has answered a flush, but the client tells of it a moment later. */
function turn(): Promise<undefined> {
  return new Promise((resolve) => setImmediate(() => resolve(undefined)));
}

async function firstRefusal(connection: NatsConnection): Promise<string | undefined> {
  for await (const { permissionContext } of connection.status()) {
    if (permissionContext !== undefined) return permissionContext.subject;
  }
  return undefined;
}

async function isSubscribed(
  connection: NatsConnection,
  subject: string,
  queue: string | undefined,
): Promise<boolean> {
  const refusals: unknown[] = [];
  const subscription = connection.subscribe(subject, {
    ...(queue === undefined ? {} : { queue }),
    callback: (refusal) => void refusals.push(refusal),
  });
  await connection.flush();
  subscription.unsubscribe();
  return refusals.length === 0;
}

function subjectsIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  if ('subject' in value && typeof value.subject === 'string' && value.subject.startsWith('reeve.')) {
    return [value.subject];
  }
  return Object.values(value).flatMap(subjectsIn);
}

function serviceOf(subject: string): User {
  const name = subject.split('.')[1];
  const service = SERVICES.find((each) => each === name);
  if (service === undefined)
    throw new Error(`No service is known for ${subject}: give it a user in deploy/nats`);
  return service;
}

function groupOf(subject: string): string {
  return `reeve.${serviceOf(subject)}`;
}
