import type { Principal } from '@reeve/contracts';
import { startOidcProvider } from '@reeve/outbound/testing';
import type { OidcTestProvider } from '@reeve/outbound/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { newGroup } from '../testing/administrator.js';
import { account, add, call, signedIn, started, UsersInstallation } from '../testing/users-installation.js';
import type { UsersProcess } from '../testing/users-installation.js';
import type { OAuthSettings, SettingsInForce } from './admin-settings.js';
import type { UsersPolicy } from './users-application.js';

const ORIGIN = 'https://chat.example.com';
const redirect_uris = [`${ORIGIN}/oauth/oidc/callback`];
const SECRET = 'a secret between Reeve and the provider';
const CLIENTS = [
  { client_id: 'reeve', client_secret: SECRET, redirect_uris },
  ...['phone', 'stranger'].map((client_id) => ({
    client_id,
    redirect_uris,
    token_endpoint_auth_method: 'none' as const,
  })),
];
const ADA = { sub: 'ada-1', email: 'ada@example.com', email_verified: true, name: 'Ada Lovelace' };

let provider: OidcTestProvider;
let silent: OidcTestProvider;
let installation: UsersInstallation;
beforeAll(async () => {
  provider = await startOidcProvider(CLIENTS);
  silent = await startOidcProvider(CLIENTS, { introspection: false });
});
afterAll(() => Promise.all([provider.close(), silent.close()]));
beforeEach(async () => {
  installation = await UsersInstallation.open();
  provider.person = silent.person = ADA;
});
afterEach(() => installation.close());

interface Given {
  readonly tokenExchange?: UsersPolicy['tokenExchange'];
  readonly oauth?: Partial<OAuthSettings>;
  readonly admin?: Partial<SettingsInForce['admin']>;
}

function startWith({
  tokenExchange = { trustedClientIds: [] },
  oauth,
  admin = {},
}: Given = {}): UsersProcess {
  const settings: Partial<OAuthSettings> = {
    OPENID_PROVIDER_URL: provider.url(''),
    OAUTH_CLIENT_ID: 'reeve',
    OAUTH_CLIENT_SECRET: SECRET,
    ENABLE_OAUTH_SIGNUP: true,
    ...oauth,
  };
  return installation.startProcess({
    policy: { oauth: settings, tokenExchange, defaultRole: 'user', admin },
  });
}

/** Somebody was there before. */
async function givenBob({ users }: UsersProcess): Promise<Principal> {
  const { user } = await users.signUp.execute(account('Bob'), call());
  return signedIn(user.id, 'admin');
}

const exchange = ({ users }: UsersProcess, token: string, name = 'oidc') =>
  users.oauthTokenExchange.execute({ provider: name, token }, call());

describe('Exchanging a token of an identity provider', () => {
  it('signs in whoever the provider says it stands for, as a sign-in with the provider does', async () => {
    const process = startWith();
    const { users } = process;
    await givenBob(process);
    const { url, flow } = await users.oauthSignIn.begin({ provider: 'oidc', origin: ORIGIN }, call());
    const query = new URL(await provider.signIn(url)).search.slice(1);
    const there = await users.oauthSignIn.finish({ provider: 'oidc', query, flow }, call());

    const token = await provider.accessTokenOf('reeve');
    const { user, method } = started(await exchange(process, token, 'OIDC'));

    expect([user, method]).toEqual([there.user, 'oauth']);
    expect(user).toMatchObject({ email: ADA.email, name: ADA.name, role: 'user' });
    expect(JSON.stringify(await installation.history())).not.toContain(token);
  });

  it('makes an account where administrators want that, and none where they do not', async () => {
    const token = await provider.accessTokenOf('reeve');
    const closed = startWith({ oauth: { ENABLE_OAUTH_SIGNUP: false } });
    await givenBob(closed);
    await expect(exchange(closed, token)).rejects.toMatchObject({ code: 'USERS-OAUTH-SIGN-UP-CLOSED' });
    const { user } = await exchange(startWith(), token);
    expect(user).toMatchObject({ email: ADA.email, role: 'user' });
  });

  it('follows the claims: to an account with the same e-mail, its role and its groups', async () => {
    const process = startWith({
      oauth: {
        OAUTH_MERGE_ACCOUNTS_BY_EMAIL: true,
        ENABLE_OAUTH_ROLE_MANAGEMENT: true,
        OAUTH_ADMIN_ROLES: 'chief',
        ENABLE_OAUTH_GROUP_MANAGEMENT: true,
      },
    });
    const { id } = await add(process, await givenBob(process), 'Ada');
    await newGroup(process, { name: 'Staff' });
    const token = await provider.accessTokenOf('reeve');
    provider.person = { ...ADA, email_verified: false, roles: ['chief'] };
    await expect(exchange(process, token)).rejects.toMatchObject({ code: 'USERS-OAUTH-EMAIL-UNVERIFIED' });
    provider.person = { ...ADA, roles: ['chief'], groups: ['Staff'] };
    expect((await exchange(process, token)).user).toMatchObject({ id, role: 'admin' });
    expect((await process.users.accounts.records.record(id)).groups).toMatchObject([{ name: 'Staff' }]);
    provider.person = { ...ADA, roles: ['reader'] };
    await expect(exchange(process, token)).rejects.toMatchObject({ code: 'USERS-OAUTH-ROLE-MISSING' });
  });

  it.each([
    [false, { nextStep: 'enroll' }],
    [true, { method: 'oauth' }],
  ])(
    'asks for a second factor as the sign-in with the provider does: let by %s',
    async (isLetBy, outcome) => {
      const process = startWith({ admin: { ENABLE_MFA: true, MFA_ALLOW_OAUTH_BYPASS: isLetBy } });
      await process.users.factor.policies.follow(call());
      expect(await exchange(process, await provider.accessTokenOf('reeve'))).toMatchObject(outcome);
    },
  );

  it('is refused to whom administrators have disabled', async () => {
    const process = startWith();
    await givenBob(process);
    const token = await provider.accessTokenOf('reeve');
    const { user } = await exchange(process, token);
    await process.users.accounts.standings.disable(user.id, call());
    await expect(exchange(process, token)).rejects.toMatchObject({ code: 'USERS-ACCOUNT-DISABLED' });
  });

  it.each<[string, Given, string, string, number]>([
    [
      'where the operator wants none of it',
      { tokenExchange: null },
      'oidc',
      'USERS-OAUTH-TOKEN-EXCHANGE-OFF',
      403,
    ],
    ['with another provider', {}, 'google', 'USERS-OAUTH-PROVIDER-UNKNOWN', 404],
    ['with none', { oauth: { ENABLE_OAUTH: false } }, 'oidc', 'USERS-OAUTH-PROVIDER-UNKNOWN', 404],
  ])('is refused %s', async (_when, given, name, code, status) => {
    const token = await provider.accessTokenOf('reeve');
    await expect(exchange(startWith(given), token, name)).rejects.toMatchObject({ code, status });
    expect(await installation.history()).toEqual([]);
  });
});

describe('A token that another application was given', () => {
  it('brings nobody in, whomever it stands for, unless the operator trusts that application', async () => {
    const process = startWith({ tokenExchange: { trustedClientIds: ['phone'] } });
    await expect(exchange(process, await provider.accessTokenOf('stranger'))).rejects.toMatchObject({
      code: 'USERS-OAUTH-TOKEN-CLIENT-REFUSED',
      status: 403,
    });
    expect(await installation.history()).toEqual([]);
    expect((await exchange(process, await provider.accessTokenOf('phone'))).user.email).toBe(ADA.email);
  });

  it('brings nobody in where the provider does not tell whose it is, unless the operator takes whoever’s', async () => {
    const oauth = { OPENID_PROVIDER_URL: silent.url('') };
    const token = await silent.accessTokenOf('reeve');
    await expect(exchange(startWith({ oauth }), token)).rejects.toMatchObject({
      code: 'USERS-OAUTH-TOKEN-CLIENT-UNKNOWN',
      status: 403,
    });
    expect(await installation.history()).toEqual([]);
    const trusting = startWith({ oauth, tokenExchange: { trustedClientIds: ['*'] } });
    expect((await exchange(trusting, token)).user.email).toBe(ADA.email);
  });
});
