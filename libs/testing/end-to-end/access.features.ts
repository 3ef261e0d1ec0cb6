import type { JsonObject, Role } from '@reeve/contracts';
import { beforeAll, expect, it } from 'vitest';
import type { Answer, Client } from './client.js';
import { describeInstallation } from './installation.js';
import type { Installation } from './installation.js';
import type { StartTopology } from './topology.js';

/** Routes that are not for administrators alone (reference 2.1, 3, 6). All others are. */
const FOR_EVERYBODY = [
  'get /api/config',
  'get /api/version',
  'get /api/changelog',
  'get /api/openapi.json',
  'get /health',
  'get /health/live',
  'get /health/ready',
  'get /health/db',
  'get /ready',
  'post /api/v1/auths/signup',
  'post /api/v1/auths/signin',
  'post /api/v1/auths/ldap',
  'post /api/v1/auths/oauth/{provider}/token/exchange',
  'post /api/v1/auths/mfa/challenge',
  'post /api/v1/auths/mfa/enroll/start',
  'post /api/v1/auths/mfa/enroll/confirm',
  'post /api/v1/auths/mfa/verify',
  'post /api/v1/auths/mfa/recover',
  'get /oauth/{provider}/login',
  'get /oauth/{provider}/callback',
  'get /oauth/{provider}/login/callback',
  'get /api/v1/auths/signout',
  'post /api/v1/auths/signout',
];
const FOR_WHO_IS_SIGNED_IN = [
  'get /api/v1/auths/',
  'get /api/v1/auths/admin/details',
  'post /api/v1/auths/update/timezone',
  'post /api/v1/auths/update/password',
  'get /api/v1/auths/sessions',
  'post /api/v1/auths/sessions/revoke',
  'delete /api/v1/auths/sessions/{session_id}',
  'get /api/v1/auths/mfa/status',
  'post /api/v1/auths/mfa/replace',
  'post /api/v1/auths/mfa/recovery/codes',
  'get /api/v1/auths/api_key',
  'post /api/v1/auths/api_key',
  'delete /api/v1/auths/api_key',
  'get /api/v1/auths/api_keys',
  'post /api/v1/auths/api_keys',
  'delete /api/v1/auths/api_keys/{key_id}',
];
const FOR_WHO_IS_VERIFIED = [
  'get /api/version/updates',
  'get /api/usage',
  'get /api/v1/config/banners',
  'get /api/v1/configs/banners',
  'get /api/v1/config/models/defaults',
  'get /api/v1/configs/models/defaults',
  'post /api/v1/auths/update/profile',
  'delete /api/v1/auths/oauth/sessions/{provider}',
  'get /api/v1/users/search',
  'get /api/v1/users/{id}/info',
  'get /api/v1/users/{id}/active',
  'get /api/v1/users/{id}/profile/image',
  'get /api/v1/users/user/settings',
  'get /api/v1/users/user/status',
  'get /api/v1/users/user/info',
  'get /api/v1/users/user/variables',
  'post /api/v1/users/user/settings/update',
  'post /api/v1/users/user/status/update',
  'post /api/v1/users/user/info/update',
  'post /api/v1/users/user/variables/update',
  'get /api/v1/groups/',
  'get /api/v1/groups/id/{id}/info',
  'get /api/v1/users/groups',
  'get /api/v1/users/permissions',
  'get /api/v1/billing/plans',
  'get /api/v1/billing/plans/{id}',
  'get /api/v1/billing/subscription',
  'post /api/v1/billing/subscription/cancel',
  'get /api/v1/billing/me',
  'get /api/v1/billing/usage/{metric}',
  'post /api/v1/billing/usage/check',
  'post /api/v1/billing/usage',
];

/** Who may call which route, and how often. */
export function describeAccess(startTopology: StartTopology): void {
  describeInstallation('Every route', startTopology, {}, specifyRoutes);

  describeInstallation(
    'An administrator’s requests',
    startTopology,
    { environment: { REEVE_ADMIN_RATE_LIMIT: '4' } },
    specifyAdminLimit,
  );

  describeInstallation(
    'Attempts to sign in',
    startTopology,
    { environment: { REEVE_SIGN_IN_RATE_LIMIT: '2', REEVE_TRUST_PROXY: 'true' } },
    specifySignInLimit,
  );
}

type Caller = Role | 'nobody';

const ENDS_SESSIONS = /\/auths\/(?:signout|sessions\/revoke)$/;

function specifyRoutes(installation: Installation): void {
  let routes: readonly string[];
  beforeAll(async () => {
    const { object } = await installation.anyone.get('/api/openapi.json');
    routes = Object.entries(object['paths'] as JsonObject).flatMap(([path, methods]) =>
      Object.keys(methods as JsonObject).map((method) => `${method} ${path}`),
    );
  });

  it('that is not for administrators alone is one of these', () => {
    const open = [...FOR_EVERYBODY, ...FOR_WHO_IS_SIGNED_IN, ...FOR_WHO_IS_VERIFIED];
    expect(routes).toEqual(expect.arrayContaining(open));
    expect(routes.length).toBeGreaterThan(2 * open.length);
  });

  it.each<Caller>(['admin', 'user', 'pending', 'nobody'])(
    'lets in or refuses as it should: %s',
    async (caller) => {
      const usual = await callerOf(installation, caller);
      for (const route of routes) {
        const client = ENDS_SESSIONS.test(route) ? await callerOf(installation, caller) : usual;
        const answer = await ask(client, route);
        expect([route, verdictOf(answer)]).toEqual([route, expectedVerdict(route, caller)]);
      }
    },
  );
}

async function callerOf(installation: Installation, caller: Caller): Promise<Client> {
  return caller === 'nobody' ? installation.anyone : (await installation.person(caller)).client;
}

/** Asks for a route with nothing that it could work with: who is let in is told so, and changes nothing. */
async function ask(client: Client, route: string): Promise<Answer> {
  const [method = '', path = ''] = route.split(' ');
  const body = method === 'post' ? { body: {} } : {};
  return await client.send(method.toUpperCase(), path.replaceAll(/\{\w+\}/g, 'x'), body);
}

type Verdict = 'let in' | 'who are you' | 'you may not' | `${number}`;

function verdictOf(answer: Answer): Verdict {
  const { status } = answer;
  if (status === 200) return 'let in';
  if (status === 401) return 'who are you';
  const { code } = answer;
  if (status === 403 && code === 'AUTH-FORBIDDEN') return 'you may not';
  // Of nobody there is nothing to be told, and some of it is for one administrator alone: whoever is told that was let in.
  // And what is no file is looked at after who sends it.
  const isLetIn =
    [404, 415, 422].includes(status) || (typeof code === 'string' && /^(?:USERS|BILLING)-/.test(code));
  return isLetIn ? 'let in' : `${status}`;
}

function expectedVerdict(route: string, caller: Caller): Verdict {
  if (FOR_EVERYBODY.includes(route)) return 'let in';
  if (caller === 'nobody') return 'who are you';
  if (caller === 'admin' || FOR_WHO_IS_SIGNED_IN.includes(route)) return 'let in';
  return caller === 'user' && FOR_WHO_IS_VERIFIED.includes(route) ? 'let in' : 'you may not';
}

function specifyAdminLimit(installation: Installation): void {
  it('are limited by person, refused ones included, and told how far', async () => {
    const member = await installation.person('user');
    const answers: Answer[] = [];
    for (let attempt = 0; attempt < 5; attempt++) {
      answers.push(await member.client.get('/api/v1/configs/connections'));
    }
    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403, 429]);
    expect(answers.map((answer) => answer.header('ratelimit-remaining'))).toEqual(['3', '2', '1', '0', '0']);
    expect(answers.map((answer) => answer.header('ratelimit-limit'))).toEqual(['4', '4', '4', '4', '4']);
    expectTooMany(answers.at(-1), 70);
    // What is not for administrators is not counted, and neither are others'.
    expect((await member.client.get('/api/v1/configs/banners')).status).toBe(200);
    const other = await installation.person('user');
    expect((await other.client.get('/api/v1/configs/connections')).status).toBe(403);
  });
}

function specifySignInLimit(installation: Installation): void {
  const attempt = (email: string, address: string) =>
    installation.anyone.post(
      '/api/v1/auths/signin',
      { email, password: installation.secrets.make('guess') },
      { 'x-forwarded-for': address },
    );

  it('are limited by e-mail and address', async () => {
    const { email } = await installation.person('user');
    expect((await attempt(email, '192.0.2.1')).status).toBe(400);
    expect((await attempt(email.toUpperCase(), '192.0.2.1')).status).toBe(400);
    expectTooMany(await attempt(email, '192.0.2.1'), 240);
    expect((await attempt(email, '192.0.2.2')).status).toBe(400);
  });

  it('are limited by e-mail from wherever they come, but not from where its owner has signed in before', async () => {
    const { email, password } = await installation.person('user');
    const signIn = (address: string) =>
      installation.anyone.post('/api/v1/auths/signin', { email, password }, { 'x-forwarded-for': address });
    expect((await signIn('203.0.113.200')).status).toBe(200);
    const answers: Answer[] = [];
    for (let nth = 0; nth < 20; nth++) answers.push(await attempt(email, `203.0.113.${nth}`));
    expect(answers.map(({ status }) => status)).toEqual([...Array<number>(19).fill(400), 429]);
    expectTooMany(answers.at(-1), 240);
    expect((await signIn('203.0.113.200')).status).toBe(200);
    expectTooMany(await signIn('203.0.113.201'), 240);
  });

  it('are limited by address, whoever they are about', async () => {
    const emails = Array.from({ length: 3 }, () => installation.someone('Nobody').email);
    const answers: Answer[] = [];
    for (const email of emails) answers.push(await attempt(email, '198.51.100.1'));
    expect(answers.map(({ status }) => status)).toEqual([400, 400, 429]);
    expectTooMany(answers.at(-1), 240);
    expect((await attempt(emails[2] ?? '', '198.51.100.2')).status).toBe(400);
  });
}

/** @param mostSeconds the window and one bucket: that long an attempt may be remembered. */
function expectTooMany(answer: Answer | undefined, mostSeconds: number): void {
  expect([answer?.status, answer?.code]).toEqual([429, 'RATE-LIMITED']);
  const retryAfter = Number(answer?.header('retry-after'));
  expect(retryAfter).toBeGreaterThan(0);
  expect(retryAfter).toBeLessThanOrEqual(mostSeconds);
  expect(answer?.header('ratelimit-reset')).toBe(String(retryAfter));
}
