import { configRpc, factorRpc, ReeveError, usersErrors, usersRpc } from '@reeve/contracts';
import type { JsonObject } from '@reeve/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startSampleApp } from '../../http/testing/start-sample-app.js';
import type { SampleApp } from '../../http/testing/start-sample-app.js';
import { AuthsApiModule } from '../auths-api.module.js';

const ORIGIN = 'https://chat.example.com';
const TOKEN = 'what stands for what was proven';
const MFA = '/api/v1/auths/mfa';

/** What the contexts say, for a test to change. */
let settings: JsonObject;
let sample: SampleApp;
beforeAll(async () => {
  sample = await startSampleApp({
    controllers: [],
    modules: [AuthsApiModule],
    env: { REEVE_TRUST_PROXY: 'true', REEVE_SIGN_IN_RATE_LIMIT: '1000', WEBUI_AUTH_COOKIE_SECURE: 'true' },
  });
  const { bus } = sample;
  bus.handle(configRpc.readPublic.subject, () => settings);
  bus.handle(usersRpc.signIn.subject, () => {
    throw usersErrors.credentialsInvalid();
  });
  bus.handle(factorRpc.readChallenge.subject, () => ({ step: 'verify', expiresIn: 500 }));
});
afterAll(() => sample.app.close());
beforeEach(() => {
  settings = { ENABLE_MFA: true, WEBUI_URL: `${ORIGIN}/` };
});

async function ask(method: 'GET' | 'POST', url: string, { headers = {}, payload = {} }: Asking = {}) {
  const answer = await sample.app.inject({
    method,
    url,
    headers,
    ...(method === 'POST' ? { payload } : {}),
  });
  return { status: answer.statusCode, headers: answer.headers, text: answer.body };
}

interface Asking {
  readonly headers?: Readonly<Record<string, string>>;
  readonly payload?: object;
}

const from = (address: string) => ({ 'x-forwarded-for': address });
const codeOf = (text: string) => (JSON.parse(text) as { extra?: { code?: string } }).extra?.code;

describe('Coming back from an identity provider', () => {
  const comeBack = async (outcome: object) => {
    sample.bus.handle(usersRpc.finishOAuthSignIn.subject, () => ({ user: {}, visible: true, ...outcome }));
    return await ask('GET', '/oauth/oidc/callback?code=1&state=2');
  };

  it('leads to a page that goes on with the challenge, which its script never sees', async () => {
    const back = await comeBack({ nextStep: 'verify', challengeToken: TOKEN, expiresIn: 600 });
    expect([back.status, back.headers.location]).toEqual([302, `${ORIGIN}/auth`]);
    const cookies = [back.headers['set-cookie']].flat();
    const cookie = cookies.find((each) => each?.startsWith('mfa_challenge=')) ?? '';
    expect(cookie).toMatch(/; HttpOnly; Path=\/api\/v1\/auths\/mfa; SameSite=strict; Max-Age=600; Secure$/);
    expect(cookies.some((each) => each?.startsWith('token='))).toBe(false);

    const headers = { cookie: cookie.split(';')[0] ?? '', origin: ORIGIN };
    const challenge = await ask('POST', `${MFA}/challenge`, { headers });
    expect([challenge.status, JSON.parse(challenge.text)]).toEqual([
      200,
      { next_step: 'verify', challenge_token: TOKEN, expires_in: 500 },
    ]);
    expect(challenge.headers['set-cookie']).toMatch(/^mfa_challenge=; .*Max-Age=0/);
  });

  it('is told who has yet to be let in', async () => {
    const { headers } = await comeBack({ nextStep: 'pending' });
    expect(headers.location).toBe(
      `${ORIGIN}/auth?error=An%20administrator%20has%20to%20let%20you%20in%20first.`,
    );
  });

  it.each([undefined, 'https://elsewhere.example.com', 'null'])(
    'is gone on with by no page of %s',
    async (origin) => {
      const headers = { cookie: `mfa_challenge=${TOKEN}`, ...(origin === undefined ? {} : { origin }) };
      const refused = await ask('POST', `${MFA}/challenge`, { headers });
      expect([refused.status, codeOf(refused.text)]).toEqual([403, 'USERS-CHALLENGE-ORIGIN-REFUSED']);
    },
  );

  it('is not gone on with without a challenge', async () => {
    const refused = await ask('POST', `${MFA}/challenge`, { headers: { origin: ORIGIN } });
    expect([refused.status, codeOf(refused.text)]).toEqual([401, 'USERS-CHALLENGE-INVALID']);
  });
});

describe('While second factors are asked for', () => {
  it('a hundred POSTs from one address are let through in a quarter of an hour', async () => {
    const one = async (address: string) =>
      await ask('POST', `${MFA}/verify`, { headers: from(address), payload: {} });
    for (let nth = 0; nth < 100; nth++) expect((await one('192.0.2.1')).status).toBe(422);
    const refused = await one('192.0.2.1');
    expect([refused.status, codeOf(refused.text)]).toEqual([429, 'RATE-LIMITED']);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect((await one('192.0.2.2')).status).toBe(422);
    settings = { ENABLE_MFA: false };
    expect((await one('192.0.2.1')).status).toBe(422);
  });

  it('ten passwords of one account are, from wherever they come', async () => {
    const one = async (email: string, nth: number) =>
      await ask('POST', '/api/v1/auths/signin', {
        headers: from(`198.51.100.${String(nth)}`),
        payload: { email, password: 'guess' },
      });
    for (let nth = 0; nth < 10; nth++) expect((await one('ada@example.com', nth)).status).toBe(400);
    const refused = await one('Ada@Example.com', 10);
    expect([refused.status, codeOf(refused.text)]).toEqual([429, 'RATE-LIMITED']);
    expect((await one('bob@example.com', 10)).status).toBe(400);
  });

  it('what they were holds as long as the config service is away', async () => {
    const one = async () => await ask('POST', `${MFA}/verify`, { headers: from('192.0.2.3'), payload: {} });
    for (let nth = 0; nth < 100; nth++) await one();
    sample.bus.handle(configRpc.readPublic.subject, () => {
      throw new ReeveError('UNAVAILABLE', 503, 'away');
    });
    expect((await one()).status).toBe(429);
    sample.bus.handle(configRpc.readPublic.subject, () => settings);
  });
});

describe('What is sent of a second factor', () => {
  it('is refused with anything besides', async () => {
    const payload = { challenge_token: 'x'.repeat(20), code: '123456', remember: true };
    const refused = await ask('POST', `${MFA}/verify`, { headers: from('203.0.113.1'), payload });
    expect(refused.status).toBe(422);
    expect(JSON.parse(refused.text)).toMatchObject({
      extra: { errors: [{ loc: ['body', 'remember'], type: 'extra_forbidden' }] },
    });
  });
});
