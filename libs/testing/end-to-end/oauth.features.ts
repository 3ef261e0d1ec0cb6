import { startOidcProvider } from '@reeve/outbound/testing';
import type { OidcTestProvider } from '@reeve/outbound/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeInstallation } from './installation.js';
import type { Installation } from './installation.js';
import type { StartTopology } from './topology.js';

const AUTHS = '/api/v1/auths';
const WEBUI_URL = 'https://chat.example.com';
const CALLBACK = `${WEBUI_URL}/oauth/oidc/callback`;
const CLIENT_SECRET = 'what Reeve and the provider know';

/** Signing in with an identity provider: there and back, as a browser does it. */
export function describeOAuth(startTopology: StartTopology): void {
  const environment = {
    REEVE_ALLOW_PRIVATE_ADDRESSES: 'true',
    REEVE_TRUST_PROXY: 'true',
    REEVE_SIGN_IN_RATE_LIMIT: '8',
  };
  describeInstallation('With an identity provider', startTopology, { environment }, (installation) => {
    let provider: OidcTestProvider;
    beforeAll(async () => {
      installation.secrets.remember(CLIENT_SECRET);
      provider = await startOidcProvider([
        { client_id: 'reeve', client_secret: CLIENT_SECRET, redirect_uris: [CALLBACK] },
      ]);
    });
    afterAll(() => provider.close());

    specifyWithout(installation);
    specifySigningIn(installation, () => provider);
    specifyRefusals(installation, () => provider);
  });
}

const from = (address: string) => ({ 'x-forwarded-for': address });

function specifyWithout(installation: Installation): void {
  it.each(['/oauth/oidc/login', '/oauth/oidc/callback?code=1&state=2', '/oauth/google/login'])(
    'there is none as long as administrators have named none: %s',
    async (path) => {
      const refusal = await installation.anyone.get(path, from('192.0.2.1'));
      expect([refusal.status, refusal.code]).toEqual([404, 'USERS-OAUTH-PROVIDER-UNKNOWN']);
    },
  );
}

async function configure({ admin }: Installation, provider: OidcTestProvider): Promise<void> {
  const { object } = await admin.get(`${AUTHS}/admin/config`);
  await admin.post(`${AUTHS}/admin/config`, { ...object, WEBUI_URL });
  const settings = {
    OPENID_PROVIDER_URL: provider.url('/.well-known/openid-configuration'),
    OAUTH_CLIENT_ID: 'reeve',
    OAUTH_CLIENT_SECRET: CLIENT_SECRET,
    OAUTH_PROVIDER_NAME: 'Example',
    ENABLE_OAUTH_SIGNUP: true,
  };
  expect((await admin.post(`${AUTHS}/admin/config/oauth`, settings)).status).toBe(200);
}

/** @returns what the browser has when it comes back: the path to ask for, and its cookie. */
async function goAndReturn(
  { anyone }: Installation,
  provider: OidcTestProvider,
  address: string,
): Promise<{ readonly path: string; readonly cookie: string }> {
  const login = await anyone.get('/oauth/oidc/login', from(address));
  expect(login.status).toBe(302);
  const set = login.header('set-cookie') ?? '';
  expect(set).toMatch(/^oauth_flow=[\w.-]+; HttpOnly; Path=\/oauth; SameSite=lax; Max-Age=600$/);
  const back = new URL(await provider.signIn(login.header('location') ?? ''));
  expect(`${back.origin}${back.pathname}`).toBe(CALLBACK);
  return { path: `${back.pathname}${back.search}`, cookie: set.split(';')[0] ?? '' };
}

function specifySigningIn(installation: Installation, provider: () => OidcTestProvider): void {
  it('somebody comes in, also by way of another replica, and reads their session', async () => {
    const { anyone } = installation;
    await configure(installation, provider());
    expect((await anyone.get('/api/config')).object['oauth']).toEqual({
      providers: { oidc: 'Example' },
      auto_redirect: false,
    });
    provider().person = { sub: 'g1', email: 'grace@example.com', email_verified: true, name: 'Grace' };

    const { path, cookie } = await goAndReturn(installation, provider(), '192.0.2.2');
    // Nothing of the sign-in was kept there.
    await installation.running.restart();
    const back = await anyone.get(path, { cookie, ...from('192.0.2.2') });

    expect([back.status, back.header('location')]).toEqual([302, `${WEBUI_URL}/auth`]);
    const cookies = back.header('set-cookie') ?? '';
    expect(cookies).toContain('oauth_flow=;');
    const token = /token=([^;]+); Path=\//.exec(cookies)?.[1] ?? '';
    installation.secrets.remember(token);
    const own = await anyone.as(token).get(`${AUTHS}/`);
    expect(own.object).toMatchObject({ email: 'grace@example.com', name: 'Grace', role: 'pending' });

    const { id } = own.object as { id: string };
    const entries = await installation.audit({ entity_type: 'user', entity_id: id });
    expect(entries.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['user_identity_linked', 'user_registered']),
    );
    const again = await goAndReturn(installation, provider(), '192.0.2.2');
    const later = await anyone.get(again.path.replace('/callback', '/login/callback'), {
      cookie: again.cookie,
      ...from('192.0.2.2'),
    });
    expect(later.header('location')).toBe(`${WEBUI_URL}/auth`);
  });
}

function specifyRefusals(installation: Installation, provider: () => OidcTestProvider): void {
  const errorOf = (location: string | null): string | null =>
    new URL(location ?? '').searchParams.get('error');

  describe('nobody comes in', () => {
    it('without the cookie that they left with, or with that of somebody else', async () => {
      const mine = await goAndReturn(installation, provider(), '192.0.2.3');
      const theirs = await goAndReturn(installation, provider(), '192.0.2.3');
      for (const cookie of ['', 'oauth_flow=forged', theirs.cookie]) {
        const back = await installation.anyone.get(mine.path, { cookie, ...from('192.0.2.3') });
        expect([back.status, errorOf(back.header('location'))]).toEqual([302, expect.stringMatching(/./)]);
        expect(back.header('set-cookie')).not.toMatch(/(^|[ ,])token=/);
      }
    });

    it('who has an account that the provider is not to be believed about', async () => {
      const member = await installation.person('user');
      provider().person = { sub: 'e1', email: member.email, email_verified: true, name: 'Eve' };
      const { path, cookie } = await goAndReturn(installation, provider(), '192.0.2.4');
      const back = await installation.anyone.get(path, { cookie, ...from('192.0.2.4') });
      expect(errorOf(back.header('location'))).toContain('already registered');
    });

    it('more often than a few times from one address', async () => {
      const statuses = [];
      for (let attempt = 0; attempt < 9; attempt++) {
        statuses.push((await installation.anyone.get('/oauth/oidc/login', from('192.0.2.5'))).status);
      }
      expect(statuses).toEqual([...Array.from({ length: 8 }, () => 302), 429]);
    });
  });

  it('the client’s secret is shown to nobody', async () => {
    const { object } = await installation.admin.get(`${AUTHS}/admin/config/oauth`);
    expect(object['OAUTH_CLIENT_SECRET']).toMatch(/^\*{8}-[0-9a-f]{16}$/);
  });
}
