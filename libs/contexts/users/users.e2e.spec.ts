import { randomBytes, randomUUID } from 'node:crypto';
import { Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { BUS_CLIENT } from '@reeve/bus';
import { InProcessClient, InProcessLink, InProcessServer } from '@reeve/bus/in-process';
import { permissionDefaultsFrom, toPermissionTree } from '@reeve/contracts';
import type { DocumentStore } from '@reeve/document-store';
import { openMemoryDocumentStore } from '@reeve/document-store/memory';
import { configRpc } from '@reeve/contracts';
import { createEventStamp } from '@reeve/event-sourcing';
import type { EventStore } from '@reeve/event-store';
import { openMemoryEventStore } from '@reeve/event-store/memory';
import {
  DOCUMENT_STORE,
  EVENT_STAMP,
  EVENT_STORE,
  loadSettings,
  ProjectorRegistry,
  RATE_LIMITER,
  SEALING,
} from '@reeve/platform';
import { createMemoryRateLimiter } from '@reeve/rate-limiter/memory';
import { createHttpApp, KEPT_ANSWERS, RestApiModule } from '@reeve/rest-api';
import { AuthsApiModule, KNOWN_ADDRESSES } from '@reeve/rest-api/auths';
import { createSealing } from '@reeve/sealing/envelope';
import { createMemoryDataKeyStore } from '@reeve/sealing/memory';
import { ANY_PASSWORD } from '@reeve/users/application';
import { usersCollections } from '@reeve/users/projections';
import jwt from 'jsonwebtoken';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { account, settingsOf } from './testing/users-installation.js';
import { UsersModule } from './users.module.js';

const SECRET = 'a secret shared with an Open WebUI';
let app: NestFastifyApplication;

beforeEach(async () => {
  app = await open();
});
afterEach(() => app.close());

describe('Signing up over HTTP', () => {
  it('answers the first administrator with a token, in body and cookie', async () => {
    const { status, body, cookie, headers } = await post('/signup', ada());
    expect(status).toBe(200);
    expect(body).toEqual({
      token: expect.any(String) as string,
      token_type: 'Bearer',
      expires_at: expect.any(Number) as number,
      id: expect.any(String) as string,
      email: 'ada@example.com',
      name: 'Ada',
      role: 'admin',
      profile_image_url: '/user.png',
      permissions: toPermissionTree(permissionDefaultsFrom({})),
    });
    expect(cookie).toMatch(
      new RegExp(`^token=${String(body['token'])}; HttpOnly; Path=/; SameSite=lax; Max-Age=`),
    );
    expect(headers['cache-control']).toBe('no-store');
    expect(jwt.verify(String(body['token']), SECRET)).toMatchObject({
      id: body['id'],
      exp: body['expires_at'],
    });
  });

  it('is closed from then on', async () => {
    await post('/signup', ada());
    expect(await post('/signup', bob())).toMatchObject({
      status: 403,
      body: { status_code: 403, extra: { code: 'USERS-SIGN-UP-CLOSED' } },
    });
  });

  it('answers a repeated request with the same session', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const first = await post('/signup', ada(), key);
    expect((await post('/signup', ada(), key)).body).toEqual(first.body);
  });

  it.each([
    [{ name: 'Ada', email: 'ada@example.com' }, ['body', 'password'], 'missing'],
    [{ ...account('Ada'), email: 7 }, ['body', 'email'], 'string_type'],
    [
      { ...account('Ada'), profile_image_url: 'javascript:alert(1)' },
      ['body', 'profile_image_url'],
      'value_error',
    ],
  ])('refuses %j', async (body, loc, type) => {
    const answer = await post('/signup', body);
    expect(answer.status).toBe(422);
    expect(answer.body['detail']).toEqual(expect.any(String));
    expect(answer.body['extra']).toMatchObject({ errors: [{ loc, type }] });
  });

  it.each([
    ['USERS-EMAIL-INVALID', { email: 'ada' }],
    ['USERS-PASSWORD-EMPTY', { password: '' }],
    ['USERS-PASSWORD-TOO-LONG', { password: 'x'.repeat(5000) }],
  ])('refuses an account with 400 %s', async (code, changes) => {
    expect(await post('/signup', { ...ada(), ...changes })).toMatchObject({
      status: 400,
      body: { extra: { code } },
    });
  });

  it('takes null for the default image', async () => {
    const { body } = await post('/signup', { ...ada(), profile_image_url: null });
    expect(body['profile_image_url']).toBe('/user.png');
  });
});

describe('Signing in over HTTP', () => {
  beforeEach(() => post('/signup', ada()));

  it('gives a session that GET /auths/ knows, by header and by cookie', async () => {
    const { email, password } = ada();
    const { body } = await post('/signin', { email: email.toUpperCase(), password });
    const token = String(body['token']);
    const byHeader = await get('/', { authorization: `bearer ${token}` });
    expect(byHeader).toMatchObject({ status: 200, body });
    const said = { bio: null, gender: null, date_of_birth: null };
    expect(byHeader.body).toEqual({
      ...body,
      ...said,
      status_emoji: null,
      status_message: null,
      status_expires_at: null,
    });
    expect(byHeader.cookie).toContain(`token=${token};`);
    expect(byHeader.headers['cache-control']).toBe('no-store');
    expect((await get('/', { cookie: `a=b; token=${token}` })).body).toEqual(byHeader.body);
  });

  const from = (address: number) => ({ 'x-forwarded-for': `192.0.2.${String(address)}` });
  const guess = (address: number) =>
    post('/signin', { email: 'ADA@example.com', password: 'guess' }, from(address));

  it('is limited by e-mail and address, and a refused attempt is not counted', async () => {
    for (let index = 0; index < 15; index++) expect((await guess(1)).status).toBe(400);
    const refused = await guess(1);
    expect(refused).toMatchObject({ status: 429, body: { detail: 'API rate limit exceeded' } });
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect((await guess(2)).status).toBe(400);
    expect((await post('/signin', bob(), from(200))).status).toBe(400);
  });

  it('is limited by e-mail from wherever, but not from where its owner has signed in before', async () => {
    const { email, password } = ada();
    expect((await post('/signin', { email, password }, from(250))).status).toBe(200);
    for (let index = 0; index < 149; index++) expect((await guess(index % 15)).status).toBe(400);
    expect((await guess(100)).status).toBe(429);
    const signedIn = await post('/signin', { email, password }, from(250));
    expect([signedIn.status, signedIn.headers['ratelimit-remaining']]).toEqual([200, '13']);
    expect((await post('/signin', { email, password }, from(251))).status).toBe(429);
  });

  it('is possible from where its owner has signed in before, whoever else guesses there', async () => {
    const { email, password } = ada();
    expect((await post('/signin', { email, password })).status).toBe(200);
    for (let index = 0; index < 14; index++) await post('/signin', bob());
    expect((await post('/signin', bob())).status).toBe(429);
    expect((await post('/signin', { email, password })).status).toBe(200);
  });

  it('is limited by address', async () => {
    const attempt = (index: number) =>
      post('/signin', { email: `nobody${String(index)}@example.com`, password: 'guess' });
    for (let index = 0; index < 15; index++) expect((await attempt(index)).status).toBe(400);
    expect((await attempt(15)).status).toBe(429);
  });
});

describe('Signing out over HTTP', () => {
  it.each(['get', 'post'] as const)('by %s ends the session on the next request', async (method) => {
    const { body } = await post('/signup', ada());
    const authorization = { authorization: `Bearer ${String(body['token'])}` };
    expect((await get('/', authorization)).status).toBe(200);
    const out =
      method === 'get'
        ? await get('/signout', authorization)
        : await post('/signout', undefined, authorization);
    expect(out).toMatchObject({ status: 200, body: { status: true } });
    expect(out.cookie).toMatch(/^token=; .*Max-Age=0/);
    expect(await get('/', authorization)).toMatchObject({
      status: 401,
      body: { extra: { code: 'USERS-SESSION-ENDED' } },
    });
    expect((await post('/signout', undefined, authorization)).status).toBe(200);
  });
});

describe('An existing Open WebUI’s token', () => {
  it('is accepted for a user we have, and can be signed out', async () => {
    const { body } = await post('/signup', ada());
    const token = jwt.sign({ id: body['id'], jti: randomUUID() }, SECRET, { noTimestamp: true });
    const authorization = { authorization: `Bearer ${token}` };
    expect(await get('/', authorization)).toMatchObject({
      status: 200,
      body: { token, expires_at: null, role: 'admin' },
    });
    await post('/signout', undefined, authorization);
    expect((await get('/', authorization)).status).toBe(401);
  });

  it('without an id of its own is accepted too', async () => {
    const { body } = await post('/signup', ada());
    const token = jwt.sign({ id: body['id'] }, SECRET);
    expect((await get('/', { authorization: `Bearer ${token}` })).body['token']).toBe(token);
  });
});

describe('Adding an account over HTTP', () => {
  it('answers with a token of the new account and leaves the caller signed in', async () => {
    const admin = await post('/signup', ada());
    const authorization = { authorization: `Bearer ${String(admin.body['token'])}` };
    const added = await post('/add', { ...bob(), role: 'user' }, authorization);
    expect(added).toMatchObject({ status: 200, cookie: undefined, body: { name: 'Bob', role: 'user' } });
    const asBob = { authorization: `Bearer ${String(added.body['token'])}` };
    expect((await get('/', asBob)).body['email']).toBe('bob@example.com');
    expect((await post('/add', account('Eve'), asBob)).status).toBe(403);
    expect((await post('/add', account('Eve'))).status).toBe(401);
    expect((await post('/add', { ...account('Eve'), role: 'wizard' }, authorization)).status).toBe(422);
    expect((await post('/add', { ...bob() }, authorization)).body['extra']).toMatchObject({
      code: 'USERS-EMAIL-TAKEN',
    });
    expect((await post('/add', account('Eve'), authorization)).body['role']).toBe('pending');
  });
});

const ada = () => account('Ada');
const bob = () => account('Bob');

interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly cookie: string | undefined;
}

async function send(
  method: 'GET' | 'POST',
  path: string,
  payload: object | undefined,
  headers: Record<string, string>,
): Promise<Answer> {
  const response = await app.inject({
    method,
    url: `/api/v1/auths${path}`,
    headers,
    ...(payload === undefined ? {} : { payload }),
  });
  const cookie = response.headers['set-cookie'];
  return {
    status: response.statusCode,
    body: response.json(),
    headers: response.headers,
    cookie: Array.isArray(cookie) ? cookie[0] : cookie,
  };
}

const get = (path: string, headers: Record<string, string> = {}) => send('GET', path, undefined, headers);
const post = (path: string, payload?: object, headers: Record<string, string> = {}) =>
  send('POST', path, payload, headers);

/** The users context and its routes on embedded parts, as an app would put them together. */
async function open(): Promise<NestFastifyApplication> {
  const link = new InProcessLink();
  const eventStore: EventStore = openMemoryEventStore();
  const documentStore: DocumentStore = openMemoryDocumentStore([
    ...usersCollections,
    KEPT_ANSWERS,
    KNOWN_ADDRESSES,
  ]);
  const sealing = await createSealing({ masterKey: randomBytes(32), keys: createMemoryDataKeyStore() });
  const parts = [
    { provide: BUS_CLIENT, useValue: new InProcessClient(link) },
    { provide: EVENT_STORE, useValue: eventStore },
    { provide: DOCUMENT_STORE, useValue: documentStore },
    { provide: SEALING, useValue: sealing },
    { provide: RATE_LIMITER, useValue: createMemoryRateLimiter() },
    { provide: EVENT_STAMP, useValue: createEventStamp(() => Promise.resolve(null)) },
    { provide: ProjectorRegistry, useValue: new ProjectorRegistry(eventStore, documentStore) },
  ];
  @Module({})
  class PartsModule {}
  @Module({})
  class TestAppModule {}
  const opened = await createHttpApp(
    {
      module: TestAppModule,
      imports: [
        { module: PartsModule, global: true, providers: parts, exports: parts.map(({ provide }) => provide) },
        RestApiModule.forRoot({ tokenSecret: SECRET }),
        AuthsApiModule,
        UsersModule.forRoot(
          {
            isFirstLetIn: true,
            outbound: { allowPrivate: false },
            tokenExchange: null,
            initialAdministrator: null,
            passwordRule: ANY_PASSWORD,
          },
          {
            allowDuplicateNames: false,
            defaultShare: 'members',
            permissionDefaults: permissionDefaultsFrom({}),
          },
        ),
      ],
    },
    loadSettings({ REEVE_LOG_LEVEL: 'silent', REEVE_TRUST_PROXY: 'true' }),
  );
  // In place of the config service.
  const service = new InProcessServer(link);
  const settings = { ...settingsOf({ sessionLifetimeMs: 3_600_000 }) };
  service.addHandler(configRpc.readSettings.subject, () => Promise.resolve(settings));
  await new Promise<void>((resolve) => {
    service.listen(resolve);
  });
  opened.connectMicroservice({ strategy: new InProcessServer(link) }, { inheritAppConfig: false });
  await opened.startAllMicroservices();
  await opened.init();
  await opened.getHttpAdapter().getInstance().ready();
  return opened;
}
