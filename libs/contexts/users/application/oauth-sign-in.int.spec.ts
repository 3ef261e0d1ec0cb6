import { startOidcProvider } from '@reeve/outbound/testing';
import type { OidcTestProvider } from '@reeve/outbound/testing';
import { freePort } from '@reeve/testing/servers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { asAdministrator, newGroup } from '../testing/administrator.js';
import { crashingAt, ProcessCrashed } from '../testing/crashing-event-store.js';
import { account, call, started, UsersInstallation } from '../testing/users-installation.js';
import type { OAuthSettings } from './admin-settings.js';
import type { UsersApplication } from './users-application.js';

const ORIGIN = 'https://chat.example.com';
const CLIENT = {
  client_id: 'reeve',
  client_secret: 'a secret between Reeve and the provider',
  redirect_uris: [`${ORIGIN}/oauth/oidc/callback`],
} as const;
const PUBLIC_CLIENT = {
  client_id: 'public',
  redirect_uris: CLIENT.redirect_uris,
  token_endpoint_auth_method: 'none',
} as const;
const POSTING_CLIENT = {
  ...CLIENT,
  client_id: 'posting',
  token_endpoint_auth_method: 'client_secret_post',
} as const;
const ADA = { sub: 'ada-1', email: 'ada@example.com', email_verified: true, name: 'Ada Lovelace' };

let provider: OidcTestProvider;
let unused: number;
let installation: UsersInstallation;
beforeAll(async () => {
  unused = await freePort();
  provider = await startOidcProvider([CLIENT, PUBLIC_CLIENT, POSTING_CLIENT]);
});
afterAll(() => provider.close());
beforeEach(async () => {
  installation = await UsersInstallation.open();
  provider.person = ADA;
});
afterEach(async () => {
  vi.useRealTimers();
  await installation.close();
});

const oauth = (settings: Partial<OAuthSettings> = {}): Partial<OAuthSettings> => ({
  OPENID_PROVIDER_URL: provider.url('/.well-known/openid-configuration'),
  OAUTH_CLIENT_ID: CLIENT.client_id,
  OAUTH_CLIENT_SECRET: CLIENT.client_secret,
  ENABLE_OAUTH_SIGNUP: true,
  ...settings,
});
const startWith = (settings: Partial<OAuthSettings> = {}): UsersApplication =>
  installation.startProcess({ policy: { oauth: oauth(settings), defaultRole: 'user' } }).users;

interface Return {
  readonly provider: string;
  readonly query: string;
  readonly flow: string | null;
}

/** Sends whoever is `provider.person` there and back. */
async function goAndReturn(users: UsersApplication): Promise<Return> {
  const { url, flow } = await users.oauthSignIn.begin({ provider: 'oidc', origin: ORIGIN }, call());
  const back = new URL(await provider.signIn(url));
  expect(`${back.origin}${back.pathname}`).toBe(CLIENT.redirect_uris[0]);
  return { provider: 'oidc', query: back.search.slice(1), flow };
}

async function signIn(users: UsersApplication) {
  return started(await users.oauthSignIn.finish(await goAndReturn(users), call()));
}

async function roleOf(users: UsersApplication, userId: string) {
  return (await users.resolvePrincipal.execute({ userId, sessionId: null, sessionStamp: null })).role;
}

/** Somebody was there before. */
async function givenBob(users: UsersApplication): Promise<void> {
  await users.signUp.execute(account('Bob'), call());
}

describe('Signing in with an identity provider', () => {
  it('goes there with a code challenge, a state and a nonce', async () => {
    const { url } = await startWith().oauthSignIn.begin({ provider: 'oidc', origin: ORIGIN }, call());
    const parameters = Object.fromEntries(new URL(url).searchParams);
    expect(parameters).toMatchObject({
      client_id: 'reeve',
      response_type: 'code',
      redirect_uri: CLIENT.redirect_uris[0],
      scope: 'openid email profile',
      code_challenge_method: 'S256',
    });
    for (const name of ['code_challenge', 'state', 'nonce']) expect(parameters[name]).toMatch(/^[\w-]{43}$/);
    expect(url).not.toContain(CLIENT.client_secret);
  });

  it('makes an account at the first time, and knows it from then on, by who they are and not by their e-mail', async () => {
    const users = startWith();
    await givenBob(users);
    const first = await signIn(users);
    expect(first.user).toMatchObject({ email: 'ada@example.com', name: 'Ada Lovelace', role: 'user' });
    provider.person = { ...ADA, email: 'lovelace@example.com' };
    const second = await signIn(users);
    expect(second.user).toEqual(first.user);
    expect(second.sessionId).not.toBe(first.sessionId);

    const linked = await installation.historyOf('users.identity.linked.v1');
    expect(linked.map(({ data }) => [data.userId, data.provider])).toEqual([[first.user.id, 'oidc']]);
    const registered = await installation.historyOf('users.user.registered.v1');
    expect(registered.map(({ data }) => data.source)).toEqual(['sign-up', 'oauth']);
    const written = JSON.stringify(await installation.history());
    for (const personal of [ADA.sub, ADA.email, ADA.name, CLIENT.client_secret]) {
      expect(written).not.toContain(personal);
    }
  });

  it.each<[string, Partial<OAuthSettings>]>([
    [
      'a public client',
      { OAUTH_CLIENT_ID: 'public', OAUTH_CLIENT_SECRET: '', OAUTH_CODE_CHALLENGE_METHOD: 'S256' },
    ],
    [
      'its secret in the body',
      { OAUTH_CLIENT_ID: 'posting', OAUTH_TOKEN_ENDPOINT_AUTH_METHOD: 'client_secret_post' },
    ],
  ])('works with %s', async (_what, settings) => {
    expect((await signIn(startWith(settings))).user.email).toBe('ada@example.com');
  });

  it('works with the provider named by its issuer', async () => {
    expect((await signIn(startWith({ OPENID_PROVIDER_URL: provider.url('') }))).user.name).toBe(
      'Ada Lovelace',
    );
  });

  it('is finished by another process than it was begun in', async () => {
    const returned = await goAndReturn(startWith());
    const { user } = await startWith().oauthSignIn.finish(returned, call());
    expect(user.email).toBe('ada@example.com');
  });

  it('makes the first one the primary administrator', async () => {
    expect((await signIn(startWith())).user.role).toBe('admin');
  });

  it('is refused to whom administrators have disabled, whoever vouches for them', async () => {
    const users = startWith();
    await givenBob(users);
    const { user } = await signIn(users);
    await users.accounts.standings.disable(user.id, call());
    await expect(signIn(users)).rejects.toMatchObject({ code: 'USERS-ACCOUNT-DISABLED', status: 403 });
    expect(await installation.historyOf('users.session.started.v1')).toHaveLength(2);
  });

  it('makes one account of many first sign-ins at once', async () => {
    const processes = [startWith(), startWith()] as const;
    await givenBob(processes[0]);
    const returns = await Promise.all(
      processes.flatMap((users) => Array.from({ length: 4 }, () => goAndReturn(users))),
    );
    const sessions = await Promise.all(
      returns.map((returned, index) =>
        processes[index % 2 === 0 ? 1 : 0].oauthSignIn.finish(returned, call()),
      ),
    );
    expect(new Set(sessions.map(({ user }) => user.id)).size).toBe(1);
    expect(new Set(sessions.map((session) => started(session).sessionId)).size).toBe(8);
    const registered = await installation.historyOf('users.user.registered.v1');
    expect(registered.filter(({ data }) => data.source === 'oauth')).toHaveLength(1);
  });

  it.each([0, 1, 2, 3, 4, 5].flatMap((nth) => [['before', nth] as const, ['after', nth] as const]))(
    'goes on after a process that died right %s append %i',
    async (moment, nth) => {
      const dying = installation.startProcess({
        policy: { oauth: oauth() },
        through: crashingAt(nth, moment),
      });
      const returned = await goAndReturn(dying.users);
      await expect(dying.users.oauthSignIn.finish(returned, call())).rejects.toThrow(ProcessCrashed);
      await dying.stop();
      // The code is used up: they begin again.
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 5_000 });
      const users = startWith();
      await users.firstAdministratorProcess.start();
      const { user } = await signIn(users);
      await users.firstAdministratorProcess.finished();
      expect(user.email).toBe('ada@example.com');
      await expect.poll(() => roleOf(users, user.id)).toBe('admin');
      expect(await installation.historyOf('users.user.registered.v1')).toHaveLength(1);
    },
  );
});

describe('Who comes back from an identity provider', () => {
  it.each<[string, (returned: Return) => Return]>([
    ['without the cookie', (returned) => ({ ...returned, flow: null })],
    ['with a cookie that was not made here', (returned) => ({ ...returned, flow: 'rs1.a.b.c' })],
    [
      'with one that was tampered with',
      (returned) => ({ ...returned, flow: `${returned.flow?.slice(0, -4) ?? ''}AAAA` }),
    ],
  ])('%s is refused', async (_how, change) => {
    const users = startWith();
    const returned = await goAndReturn(users);
    await expect(users.oauthSignIn.finish(change(returned), call())).rejects.toMatchObject({
      code: 'USERS-OAUTH-FLOW-INVALID',
      status: 400,
    });
    expect(await installation.history()).toEqual([]);
  });

  it('after more than ten minutes is refused', async () => {
    const users = startWith();
    const returned = await goAndReturn(users);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 601_000 });
    await expect(users.oauthSignIn.finish(returned, call())).rejects.toMatchObject({
      code: 'USERS-OAUTH-FLOW-INVALID',
    });
  });

  it.each<[string, (query: URLSearchParams) => void]>([
    ['another state', (query) => query.set('state', 'forged')],
    ['no state', (query) => query.delete('state')],
    ['another issuer', (query) => query.set('iss', 'https://evil.example')],
    ['no code', (query) => query.delete('code')],
  ])('with %s is refused', async (_what, change) => {
    const users = startWith();
    const returned = await goAndReturn(users);
    const query = new URLSearchParams(returned.query);
    change(query);
    const changed = { ...returned, query: query.toString() };
    await expect(users.oauthSignIn.finish(changed, call())).rejects.toMatchObject({
      code: 'OUTBOUND-OIDC-INVALID',
      status: 400,
    });
    expect(await installation.history()).toEqual([]);
  });

  it('with the code of another sign-in is refused', async () => {
    const users = startWith();
    const [first, second] = [await goAndReturn(users), await goAndReturn(users)];
    const code = new URLSearchParams(first.query).get('code') ?? '';
    const query = new URLSearchParams(second.query);
    query.set('code', code);
    await expect(
      users.oauthSignIn.finish({ ...second, query: query.toString() }, call()),
    ).rejects.toMatchObject({
      code: 'OUTBOUND-OIDC-REFUSED',
      detail: expect.stringContaining('invalid_grant') as string,
    });
  });

  it('a second time is refused', async () => {
    const users = startWith();
    const returned = await goAndReturn(users);
    await users.oauthSignIn.finish(returned, call());
    await expect(users.oauthSignIn.finish(returned, call())).rejects.toMatchObject({
      code: 'OUTBOUND-OIDC-REFUSED',
    });
  });

  it('and has changed their mind is refused', async () => {
    provider.person = undefined;
    await expect(signIn(startWith())).rejects.toMatchObject({
      code: 'OUTBOUND-OIDC-REFUSED',
      detail: expect.stringContaining('access_denied') as string,
    });
  });
});

describe('Whose account it is', () => {
  it.each([undefined, false])(
    'is not that of their e-mail when it is verified: %s',
    async (email_verified) => {
      const users = startWith({ OAUTH_MERGE_ACCOUNTS_BY_EMAIL: true });
      await users.signUp.execute(account('Ada'), call());
      provider.person = { ...ADA, email_verified };
      await expect(signIn(users)).rejects.toMatchObject({
        code: 'USERS-OAUTH-EMAIL-UNVERIFIED',
        status: 403,
      });
      expect(await installation.historyOf('users.identity.linked.v1')).toEqual([]);
    },
  );

  it('is not that of their e-mail when administrators do not want that', async () => {
    const users = startWith();
    await users.signUp.execute(account('Ada'), call());
    await expect(signIn(users)).rejects.toMatchObject({ code: 'USERS-EMAIL-TAKEN', status: 400 });
    expect(await installation.historyOf('users.identity.linked.v1')).toEqual([]);
  });

  it('is that of their verified e-mail when administrators want that', async () => {
    const users = startWith({ OAUTH_MERGE_ACCOUNTS_BY_EMAIL: true });
    const { user } = await users.signUp.execute(account('Ada'), call());
    expect((await signIn(users)).user).toMatchObject({ id: user.id, name: 'Ada', role: 'admin' });
    provider.person = { ...ADA, email: 'other@example.com', email_verified: false };
    expect((await signIn(users)).user.id).toBe(user.id);
  });

  it('is none when none are made', async () => {
    await expect(signIn(startWith({ ENABLE_OAUTH_SIGNUP: false }))).rejects.toMatchObject({
      code: 'USERS-OAUTH-SIGN-UP-CLOSED',
      status: 403,
    });
    provider.person = { ...ADA, email_verified: false };
    await expect(signIn(startWith())).rejects.toMatchObject({ code: 'USERS-OAUTH-EMAIL-UNVERIFIED' });
    expect(await installation.history()).toEqual([]);
  });

  it('is none of another domain', async () => {
    await expect(signIn(startWith({ OAUTH_ALLOWED_DOMAINS: 'example.org' }))).rejects.toMatchObject({
      code: 'USERS-OAUTH-DOMAIN-REFUSED',
      status: 403,
    });
  });
});

describe('Where roles are left to the identity provider', () => {
  const MANAGED = {
    ENABLE_OAUTH_ROLE_MANAGEMENT: true,
    OAUTH_ADMIN_ROLES: 'chief',
    OAUTH_ALLOWED_ROLES: 'member',
  };
  const signInWith = (users: UsersApplication, roles: readonly string[]) => {
    provider.person = { ...ADA, roles };
    return signIn(users);
  };

  it('an account has the role that it says, at every sign-in', async () => {
    const users = startWith(MANAGED);
    await givenBob(users);
    expect((await signInWith(users, ['member'])).user.role).toBe('user');
    const session = await signInWith(users, ['chief']);
    expect(session.user.role).toBe('admin');
    const { sessionId, sessionStamp } = session;
    const principal = { userId: session.user.id, sessionId, sessionStamp };
    expect((await users.resolvePrincipal.execute(principal)).role).toBe('admin');
    expect((await signInWith(users, ['member'])).user.role).toBe('user');
    const changes = await installation.historyOf('users.user.role-changed.v1');
    expect(changes.slice(1).map(({ data }) => [data.role, data.reason])).toEqual([
      [{ old: 'user', new: 'admin' }, 'identity-provider'],
      [{ old: 'admin', new: 'user' }, 'identity-provider'],
    ]);
  });

  it('an account is in the groups that it says, at every sign-in, and in no others but those that are blocked', async () => {
    const process = installation.startProcess({
      policy: {
        oauth: oauth({ ENABLE_OAUTH_GROUP_MANAGEMENT: true, OAUTH_BLOCKED_GROUPS: '["By *"]' }),
        defaultRole: 'user',
      },
    });
    const { users, groups } = process;
    await givenBob(users);
    for (const name of ['Staff', 'Crew', 'By hand', 'By others']) await newGroup(process, { name });
    const groupsWith = async (claim: unknown) => {
      provider.person = { ...ADA, groups: claim };
      const { user } = await signIn(users);
      const shown = (await users.accounts.records.record(user.id)).groups;
      return { id: user.id, names: shown.map(({ name }) => name).toSorted() };
    };
    const { id, names } = await groupsWith(['Staff', 'By others', 'Nowhere']);
    expect(names).toEqual(['Staff']);
    const byHand = (await groups.queries.part(null)).items.find(({ name }) => name === 'By hand')?.id ?? '';
    await groups.changeMembers.add({ groupId: byHand, userIds: [id] }, asAdministrator());
    expect((await groupsWith('Crew;Staff')).names).toEqual(['By hand', 'Crew', 'Staff']);
    expect((await groupsWith(['Crew'])).names).toEqual(['By hand', 'Crew']);
    const before = (await installation.historyOf('users.group.members-removed.v1')).length;
    for (const nothing of [undefined, []]) {
      expect((await groupsWith(nothing)).names).toEqual(['By hand', 'Crew']);
    }
    expect(await installation.historyOf('users.group.members-removed.v1')).toHaveLength(before);
    expect(installation.faults).toEqual([]);
  });

  it('groups are made where administrators want that, once', async () => {
    const users = startWith({
      ENABLE_OAUTH_GROUP_MANAGEMENT: true,
      ENABLE_OAUTH_GROUP_CREATION: true,
      OAUTH_GROUP_DEFAULT_SHARE: false,
    });
    await givenBob(users);
    provider.person = { ...ADA, groups: ['Staff'] };
    const returned = [await goAndReturn(users), await goAndReturn(users), await goAndReturn(users)];
    const sessions = await Promise.all(returned.map((each) => users.oauthSignIn.finish(each, call())));
    const made = await installation.historyOf('users.group.created.v1');
    expect(made.map(({ data }) => [data.name, data.data])).toEqual([['Staff', { config: { share: false } }]]);
    for (const { user } of sessions) {
      expect((await users.accounts.records.record(user.id)).groups).toMatchObject([{ name: 'Staff' }]);
    }
    expect(installation.faults).toEqual([]);
  });

  it('a person is who it says by now, where administrators want that', async () => {
    const followed = {
      OAUTH_UPDATE_NAME_ON_LOGIN: true,
      OAUTH_UPDATE_EMAIL_ON_LOGIN: true,
      OAUTH_UPDATE_PICTURE_ON_LOGIN: true,
    };
    const users = startWith(followed);
    await givenBob(users);
    const before = await signIn(users);
    const picture = 'https://example.com/ada.png';
    const now = { ...ADA, name: 'Countess', email: 'countess@example.com', picture };
    provider.person = now;
    const { user } = await signIn(users);
    expect(user).toMatchObject({ name: 'Countess', email: now.email, profile_image_url: picture });
    expect(user.id).toBe(before.user.id);
    const history = (await installation.history()).length;
    for (const refused of [
      { ...now, email: account('Bob').email },
      { ...now, email: 'unverified@example.com', email_verified: false },
      { ...now, picture: 'javascript:alert(1)' },
    ]) {
      provider.person = refused;
      expect((await signIn(users)).user).toEqual(user);
    }
    const changed = (await installation.history())
      .slice(history)
      .filter(({ type }) => type.includes('.user.'));
    expect(changed).toEqual([]);
    provider.person = { ...now, name: 'Nobody' };
    expect((await signIn(startWith())).user.name).toBe('Countess');
  });

  it('nobody comes in without a role', async () => {
    const users = startWith(MANAGED);
    await givenBob(users);
    await signInWith(users, ['member']);
    await expect(signInWith(users, ['reader'])).rejects.toMatchObject({
      code: 'USERS-OAUTH-ROLE-MISSING',
      status: 403,
    });
  });

  it('the primary administrator stays an administrator', async () => {
    const users = startWith(MANAGED);
    expect((await signInWith(users, ['member'])).user.role).toBe('admin');
    expect((await signInWith(users, ['member'])).user.role).toBe('admin');
  });
});

describe('An identity provider', () => {
  it.each<[string, () => Partial<OAuthSettings>]>([
    ['that is switched off', () => ({ ENABLE_OAUTH: false })],
    ['without a client', () => ({ OAUTH_CLIENT_ID: '' })],
    ['without a secret', () => ({ OAUTH_CLIENT_SECRET: '' })],
    ['without an address', () => ({ OPENID_PROVIDER_URL: '' })],
  ])('%s is none', async (_what, settings) => {
    const users = startWith(settings());
    await expect(users.oauthSignIn.begin({ provider: 'oidc', origin: ORIGIN }, call())).rejects.toMatchObject(
      {
        code: 'USERS-OAUTH-PROVIDER-UNKNOWN',
        status: 404,
      },
    );
    expect((await users.onboarding.execute()).oauth.providers).toEqual({});
  });

  it('is shown by its name', async () => {
    const { oauth } = await startWith({
      OAUTH_PROVIDER_NAME: 'Example',
      OAUTH_AUTO_REDIRECT: true,
    }).onboarding.execute();
    expect(oauth).toEqual({ providers: { oidc: 'Example' }, autoRedirect: true });
  });

  it.each<[string, () => string, string]>([
    ['does not answer', () => `http://127.0.0.1:${String(unused)}/`, 'OUTBOUND-UNREACHABLE'],
    [
      'is not there',
      () => provider.url('/nothing/.well-known/openid-configuration'),
      'OUTBOUND-OAUTH-DISCOVERY-FETCH',
    ],
    ['is at an address that is never called', () => 'http://169.254.169.254/', 'OUTBOUND-ADDRESS-REFUSED'],
  ])('that %s is 400', async (_what, url, code) => {
    const users = startWith({ OPENID_PROVIDER_URL: url() });
    await expect(users.oauthSignIn.begin({ provider: 'oidc', origin: ORIGIN }, call())).rejects.toMatchObject(
      {
        code,
        status: 400,
      },
    );
  });

  it('that will not have the client’s secret refuses the sign-in', async () => {
    await expect(signIn(startWith({ OAUTH_CLIENT_SECRET: 'wrong' }))).rejects.toMatchObject({
      code: 'OUTBOUND-OIDC-REFUSED',
      detail: expect.stringContaining('credentials of the client') as string,
    });
  });
});
