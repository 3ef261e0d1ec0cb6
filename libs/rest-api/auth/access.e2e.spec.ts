import { randomUUID } from 'node:crypto';
import { Controller, Get } from '@nestjs/common';
import type { ResolvedApiKey } from '@reeve/contracts';
import jwt from 'jsonwebtoken';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startSampleApp, TOKEN_SECRET_OF_SAMPLE } from '../http/testing/start-sample-app.js';
import type { SampleApp } from '../http/testing/start-sample-app.js';
import { PrincipalChangedController } from './principal-changed.controller.js';

let sample: SampleApp;
beforeAll(async () => {
  sample = await startSampleApp();
});
afterAll(() => sample.app.close());

async function get(url: string, headers: Record<string, string>) {
  const answer = await sample.app.inject({ url, headers });
  const body = answer.json<{
    detail?: string;
    extra?: { code: string };
    principal?: { id: string | null };
  }>();
  return {
    status: answer.statusCode,
    code: body.extra?.code,
    detail: body.detail,
    id: body.principal?.id,
    headers: answer.headers,
  };
}

function token(claims: object, secret = TOKEN_SECRET_OF_SAMPLE, options: jwt.SignOptions = {}): string {
  return jwt.sign(claims, secret, { algorithm: 'HS256', ...options });
}

describe('A credential', () => {
  it.each(['Bearer', 'bearer', 'BEARER'])('counts with the scheme %s', async (scheme) => {
    const person = sample.bus.person('pending');
    const authorization = sample.bearer(person).authorization.replace('Bearer', scheme);
    expect(await get('/sample/session', { authorization })).toMatchObject({ status: 200, id: person.id });
  });

  it('counts as a cookie, after the header', async () => {
    const [mine, other] = [sample.bus.person('user'), sample.bus.person('user')];
    const raw = (person: typeof mine) => sample.bearer(person).authorization.slice('Bearer '.length);
    const cookie = `theme=dark; token=${raw(mine)}; x=1`;
    expect(await get('/sample/session', { cookie })).toMatchObject({ status: 200, id: mine.id });
    expect(await get('/sample/session', { cookie, authorization: 'Basic abc' })).toMatchObject({
      id: mine.id,
    });
    expect(await get('/sample/session', { cookie, ...sample.bearer(other) })).toMatchObject({ id: other.id });
  });

  it.each<[string, Record<string, string>]>([
    ['none', {}],
    ['another scheme', { authorization: 'Basic YTpi' }],
    ['an empty one', { authorization: 'Bearer ' }],
    ['an empty cookie', { cookie: 'token=' }],
    ['another cookie', { cookie: 'xtoken=abc; tokens=abc' }],
  ])('%s is 401 Not authenticated', async (_what, headers) => {
    const answer = await get('/sample/session', headers);
    expect(answer).toMatchObject({ status: 401, code: 'AUTH-MISSING', detail: 'Not authenticated' });
    expect(answer.headers).not.toHaveProperty('www-authenticate');
  });

  const now = Math.floor(Date.now() / 1000);
  it.each([
    ['no token', 'abc'],
    ['a token cut short', token({ id: 'x' }).slice(0, -2)],
    ['of another secret', token({ id: 'x' }, 'another')],
    ['expired', token({ id: 'x', exp: now - 1 })],
    ['of another algorithm', token({ id: 'x' }, TOKEN_SECRET_OF_SAMPLE, { algorithm: 'HS512' })],
    [
      'of none',
      `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from('{"id":"x"}').toString('base64url')}.`,
    ],
    ['for nobody', token({ jti: 'x' })],
    ['for a person that is no text', token({ id: { $ne: null } })],
    ['that is no session', token({ id: 'x', typ: 'mfa_challenge' })],
    ['very long', 'x'.repeat(8000)],
  ])('that is %s is 401', async (_what, bearer) => {
    expect(await get('/sample/session', { authorization: `Bearer ${bearer}` })).toMatchObject({
      status: 401,
      code: 'AUTH-TOKEN-UNDECODABLE',
      detail: '401 Unauthorized',
    });
  });

  it.each<Record<string, string>>([
    { authorization: 'Bearer sk-0123' },
    { 'x-api-key': 'sk-0123' },
    { 'x-api-key': token({ id: 'x' }) },
    { cookie: `token=sk-${'*'.repeat(28)}0123` },
  ])('that can be no API key is 401, and nobody is asked: %j', async (headers) => {
    expect(await get('/sample/session', headers)).toMatchObject({ status: 401, code: 'AUTH-TOKEN-INVALID' });
    expect(sample.bus.count('reeve.users.resolve-api-key')).toBe(0);
  });

  it('of somebody who is gone is 401, as the users context says', async () => {
    const person = sample.bus.person('user');
    sample.bus.leaves(person.id);
    expect(await get('/sample/session', sample.bearer(person))).toMatchObject({
      status: 401,
      detail: 'Invalid token',
    });
  });

  it('ends when it expires, also when it was good before', async () => {
    const person = sample.bus.person('user');
    const bearer = {
      authorization: `Bearer ${token({ id: person.id, jti: person.sessionId, exp: now + 5 })}`,
    };
    expect((await get('/sample/session', bearer)).status).toBe(200);
    const { now: realNow } = Date;
    Date.now = () => realNow() + 10_000;
    try {
      expect((await get('/sample/session', bearer)).status).toBe(401);
    } finally {
      Date.now = realNow;
    }
  });

  it('is looked at on a public route only where the route says so', async () => {
    const person = sample.bus.person('user');
    expect(await get('/sample/call', sample.bearer(person))).toMatchObject({ status: 200, id: person.id });
    expect(await get('/sample/call', { authorization: 'Bearer abc' })).toMatchObject({
      status: 200,
      id: null,
    });
    expect((await get('/sample/', { authorization: 'Bearer abc' })).status).toBe(200);
  });
});

describe('A token that was signed under a previous key', () => {
  it('is good, and one under a key that was never ours is not', async () => {
    const rotated = await startSampleApp({ previousTokenSecrets: ['older', 'oldest'] });
    const person = rotated.bus.person('user');
    const statuses = [];
    for (const secret of [TOKEN_SECRET_OF_SAMPLE, 'older', 'oldest', 'another']) {
      const bearer = token({ id: person.id, jti: person.sessionId }, secret);
      const answer = await rotated.app.inject({
        url: '/sample/session',
        headers: { authorization: `Bearer ${bearer}` },
      });
      statuses.push(answer.statusCode);
    }
    expect(statuses).toEqual([200, 200, 200, 401]);
    await rotated.app.close();
  });
});

describe('An API key', () => {
  const apiKey = `sk-${'0123456789abcdef'.repeat(2)}`;
  const bearer = { authorization: `Bearer ${apiKey}` };
  let keyed: SampleApp;
  let resolved: Omit<ResolvedApiKey, 'principal'>;
  beforeEach(async () => {
    keyed = await startSampleApp();
    resolved = { keyId: 'k', expiresAt: null, allowedPaths: [] };
    keyed.bus.handle('reeve.users.resolve-api-key', () => ({
      ...resolved,
      principal: { kind: 'user', id: 'u', role: 'admin', sessionId: null, authMethod: 'api_key' },
    }));
    keyed.bus.handle('reeve.users.note-api-key-use', () => ({}));
  });
  afterEach(() => keyed.app.close());

  const statusOf = async (url: string, headers: Record<string, string> = bearer) =>
    (await keyed.app.inject({ url, headers })).statusCode;

  it.each<Record<string, string>>([bearer, { 'x-api-key': apiKey }, { cookie: `token=${apiKey}` }])(
    'is known as %j, and its owner is asked for by its hash',
    async (headers) => {
      const answer = await keyed.app.inject({ url: '/sample/session', headers });
      expect(answer.json()).toMatchObject({ principal: { id: 'u', authMethod: 'api_key' } });
      const asked = keyed.bus.asked.find(({ subject }) => subject === 'reeve.users.resolve-api-key');
      expect(asked?.payload).toEqual({ hash: expect.stringMatching(/^[0-9a-f]{32}$/) as string });
      expect(JSON.stringify(keyed.bus.asked)).not.toContain(apiKey.slice(3));
    },
  );

  it('is asked for once, and again after its owner’s rights changed', async () => {
    const changes = keyed.app.get(PrincipalChangedController, { strict: false });
    const forget = (userId: string | null) => changes.forget({ userId, sessionId: null });
    const asked = () => keyed.bus.count('reeve.users.resolve-api-key');
    await statusOf('/sample/session');
    await statusOf('/sample/session');
    expect(asked()).toBe(1);
    forget('somebody else');
    await statusOf('/sample/session');
    expect(asked()).toBe(1);
    for (const userId of ['u', null]) {
      forget(userId);
      await statusOf('/sample/session');
    }
    expect(asked()).toBe(3);
  });

  it('is asked for again after what keys are good for may have been set', async () => {
    const changes = keyed.app.get(PrincipalChangedController, { strict: false });
    const asked = () => keyed.bus.count('reeve.users.resolve-api-key');
    for (const [sections, times] of [
      [['connections', 'models'], 1],
      [['connections', 'admin'], 2],
      [[], 3],
    ] as const) {
      await statusOf('/sample/session');
      changes.forgetApiKeys({ sections });
      await statusOf('/sample/session');
      expect(asked()).toBe(times);
    }
  });

  it('tells now and then that it is used', async () => {
    for (let nth = 0; nth < 3; nth++) await statusOf('/sample/session');
    expect(keyed.bus.count('reeve.users.note-api-key-use')).toBe(1);
  });

  it.each([
    [[['/sample']], 200],
    [[['/sample/session']], 200],
    [[['/']], 200],
    [[['/other', '/sample'], ['/sample/session']], 200],
    [[['/sample/sess']], 403],
    [[[]], 403],
    [[['/sample'], ['/other']], 403],
  ])('that is good for %j answers %i', async (allowedPaths, status) => {
    resolved = { ...resolved, allowedPaths };
    expect(await statusOf('/sample/session')).toBe(status);
    // Where a credential need not be good, it counts as none.
    expect(await statusOf('/sample/call')).toBe(200);
  });

  it('is good until it expires, also when it was good before', async () => {
    resolved = { ...resolved, expiresAt: Math.floor(Date.now() / 1000) + 5 };
    expect(await statusOf('/sample/session')).toBe(200);
    const { now: realNow } = Date;
    Date.now = () => realNow() + 10_000;
    try {
      expect(await statusOf('/sample/session')).toBe(401);
    } finally {
      Date.now = realNow;
    }
  });
});

describe('Rights', () => {
  it.each([
    ['admin', '/sample/session', 200],
    ['pending', '/sample/session', 200],
    ['admin', '/sample/config', 200],
    ['user', '/sample/config', 403],
    ['pending', '/sample/config', 403],
  ] as const)('of %s for %s: %i', async (role, url, status) => {
    expect((await get(url, sample.bearer(sample.bus.person(role)))).status).toBe(status);
  });

  it('refused on an administrator’s route are recorded, and not waited for', async () => {
    const person = sample.bus.person('user');
    sample.bus.handle('reeve.audit.record-refusal', () => new Promise(() => undefined));
    expect(await get('/sample/config', sample.bearer(person))).toMatchObject({
      status: 403,
      code: 'AUTH-FORBIDDEN',
    });
    const recorded = sample.bus.asked.filter(({ call }) => call.principal.id === person.id);
    expect(recorded.map(({ subject, payload }) => ({ subject, payload }))).toEqual([
      {
        subject: 'reeve.audit.record-refusal',
        payload: {
          method: 'GET',
          route: '/sample/config',
          capability: 'config.read',
          code: 'AUTH-FORBIDDEN',
        },
      },
    ]);
  });

  it('are refused all the same when nothing can be recorded', async () => {
    sample.bus.handle('reeve.audit.record-refusal', () => Promise.reject(new Error('away')));
    expect((await get('/sample/config', sample.bearer(sample.bus.person('user')))).status).toBe(403);
  });

  it('are asked for once, and again after they changed', async () => {
    const person = sample.bus.person('user');
    const bearer = sample.bearer(person);
    const asked = () =>
      sample.bus.asked.filter(({ payload }) => (payload as { userId?: string }).userId === person.id).length;
    expect((await get('/sample/config', bearer)).status).toBe(403);
    sample.bus.person('admin', person.id, person.sessionId);
    expect((await get('/sample/config', bearer)).status).toBe(403);
    expect(asked()).toBe(1);
    sample.app
      .get(PrincipalChangedController, { strict: false })
      .forget({ userId: person.id, sessionId: null });
    expect((await get('/sample/config', bearer)).status).toBe(200);
    expect(asked()).toBe(2);
  });

  it('are unavailable when nobody can be asked for them', async () => {
    const person = sample.bus.person('user');
    const bearer = sample.bearer(person);
    const lone = await startSampleApp();
    lone.bus.handle('reeve.users.resolve-principal', () => Promise.reject(new Error('a bug')));
    const answer = await lone.app.inject({ url: '/sample/session', headers: bearer });
    expect(answer.statusCode).toBe(500);
    await lone.app.close();
  });
});

describe('A route that does not say who may call it', () => {
  it('stops the start', async () => {
    @Controller('open')
    class OpenController {
      @Get()
      read(): object {
        return {};
      }
    }
    await expect(startSampleApp({ controllers: [OpenController] })).rejects.toThrow(
      'GET /open needs @Requires(…) or @Public()',
    );
  });
});

describe('Administrators’ routes', () => {
  it('are limited by person, and say how far', async () => {
    const limited = await startSampleApp({ env: { REEVE_ADMIN_RATE_LIMIT: '2' } });
    const ask = (bearer: { authorization: string }) =>
      limited.app.inject({ url: '/sample/config', headers: bearer });
    const [one, other] = [limited.bus.person('admin'), limited.bus.person('admin')].map((each) =>
      limited.bearer(each),
    );
    const answers = [];
    for (const bearer of [one, one, one, other]) answers.push(await ask(bearer ?? { authorization: '' }));
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 429, 200]);
    expect(answers.map(({ headers }) => headers['ratelimit-remaining'])).toEqual(['1', '0', '0', '1']);
    const refused = answers[2];
    expect(refused?.headers).toMatchObject({
      'ratelimit-limit': '2',
      'retry-after': refused?.headers['ratelimit-reset'],
    });
    expect(refused?.json()).toMatchObject({ status_code: 429, extra: { code: 'RATE-LIMITED' } });
    const free = await limited.app.inject({ url: '/sample/session', headers: one ?? {} });
    expect(free.headers).not.toHaveProperty('ratelimit-limit');
    await limited.app.close();
  });

  it('count what is refused, so that recording it is bounded', async () => {
    const limited = await startSampleApp({ env: { REEVE_ADMIN_RATE_LIMIT: '2' } });
    const bearer = limited.bearer(limited.bus.person('user'));
    const statuses = [];
    for (let attempt = 0; attempt < 4; attempt++) {
      statuses.push((await limited.app.inject({ url: '/sample/config', headers: bearer })).statusCode);
    }
    expect(statuses).toEqual([403, 403, 429, 429]);
    expect(limited.bus.count('reeve.audit.record-refusal')).toBe(2);
    await limited.app.close();
  });
});

describe('Signing in', () => {
  it('sets a cookie that scripts cannot read, and counts attempts', async () => {
    const answers = [];
    for (let attempt = 0; attempt < 4; attempt++) {
      answers.push(await sample.app.inject({ method: 'POST', url: '/sample/sign-in' }));
    }
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200, 429]);
    const cookie = String(answers[0]?.headers['set-cookie']);
    expect(cookie).toMatch(/^token=eyJ[\w.-]+; HttpOnly; Path=\/; SameSite=lax; Max-Age=(60|59)$/);
    expect(answers[0]?.headers).toMatchObject({ 'ratelimit-limit': '3', 'cache-control': 'no-store' });
    const claims = jwt.verify(cookie.slice(6).split(';')[0] ?? '', TOKEN_SECRET_OF_SAMPLE) as jwt.JwtPayload;
    expect(claims).toMatchObject({
      id: 'u',
      jti: 's',
      typ: 'session',
      auth_method: 'password',
      session_stamp: 'stamp',
      mfa_verified: false,
    });
    expect(claims['auth_time']).toBe(claims.iat);
    expect(claims.exp).toBe((claims.iat ?? 0) + 60);
  });

  it('sets a cookie for HTTPS alone when told so', async () => {
    const secure = await startSampleApp({
      env: { WEBUI_AUTH_COOKIE_SECURE: 'true', WEBUI_AUTH_COOKIE_SAME_SITE: 'none' },
    });
    const answer = await secure.app.inject({
      method: 'POST',
      url: '/sample/sign-in',
      headers: { 'x-request-id': randomUUID() },
    });
    expect(answer.headers['set-cookie']).toMatch(/SameSite=none; Max-Age=\d+; Secure$/);
    await secure.app.close();
  });
});

describe('A route that asks for a permission', () => {
  const grant = (features: object) =>
    sample.bus.handle('reeve.users.effective-permissions', () => ({ features }));

  it('lets in who was granted it, and administrators without', async () => {
    grant({ api_keys: true });
    const answer = await get('/sample/granted', sample.bearer(sample.bus.person('user')));
    expect(answer.status).toBe(200);
    grant({ api_keys: false });
    expect((await get('/sample/granted', sample.bearer(sample.bus.person('admin')))).status).toBe(200);
  });

  it('refuses everybody else, whatever else it asks for first', async () => {
    grant({ api_keys: false });
    const refused = { status: 403, code: 'PERMISSIONS-NOT-GRANTED' };
    expect(await get('/sample/granted', sample.bearer(sample.bus.person('user')))).toMatchObject(refused);
    expect(await get('/sample/granted', {})).toMatchObject({ status: 401 });
    expect(await get('/sample/granted', sample.bearer(sample.bus.person('pending')))).toMatchObject({
      code: 'AUTH-FORBIDDEN',
    });
  });

  it.each([[null], ['the person']])('hears of a change before the next request: %s', async (told) => {
    const person = sample.bus.person('user');
    grant({ api_keys: true });
    expect((await get('/sample/granted', sample.bearer(person))).status).toBe(200);
    grant({ api_keys: false });
    expect((await get('/sample/granted', sample.bearer(person))).status).toBe(200);
    const userId = told === null ? null : person.id;
    sample.app.get(PrincipalChangedController).forget({ userId, sessionId: null });
    expect((await get('/sample/granted', sample.bearer(person))).status).toBe(403);
  });
});
