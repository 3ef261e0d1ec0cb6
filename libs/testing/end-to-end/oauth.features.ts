import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cookieIn, startIdentityProvider } from './identity-provider.js';
import type { IdentityProvider } from './identity-provider.js';
import { describeInstallation } from './installation.js';
import type { Installation } from './installation.js';
import type { StartTopology } from './topology.js';

const AUTHS = '/api/v1/auths';
const WEBUI_URL = 'https://chat.example.com';

/** Signing in with an identity provider: there and back, as a browser does it. */
export function describeOAuth(startTopology: StartTopology): void {
  const environment = {
    REEVE_ALLOW_PRIVATE_ADDRESSES: 'true',
    REEVE_TRUST_PROXY: 'true',
    REEVE_SIGN_IN_RATE_LIMIT: '8',
    ENABLE_OAUTH_TOKEN_EXCHANGE: 'true',
  };
  describeInstallation('With an identity provider', startTopology, { environment }, (installation) => {
    let identities: IdentityProvider;
    beforeAll(async () => {
      identities = await startIdentityProvider(installation, WEBUI_URL);
    });
    afterAll(() => identities.provider.close());

    specifyWithout(installation);
    specifySigningIn(installation, () => identities);
    specifyTokens(installation, () => identities);
    specifyRefusals(installation, () => identities);
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

function specifySigningIn(installation: Installation, identities: () => IdentityProvider): void {
  it('somebody comes in, also by way of another replica, and reads their session', async () => {
    const { admin, anyone } = installation;
    const { object } = await admin.get(`${AUTHS}/admin/config`);
    await admin.post(`${AUTHS}/admin/config`, { ...object, WEBUI_URL });
    const there = identities();
    await there.configure();
    expect((await anyone.get('/api/config')).object['oauth']).toEqual({
      providers: { oidc: 'Example' },
      auto_redirect: false,
    });
    there.provider.person = { sub: 'g1', email: 'grace@example.com', email_verified: true, name: 'Grace' };

    const { path, cookie } = await there.goAndReturn(from('192.0.2.2'));
    // Nothing of the sign-in was kept there.
    await installation.running.restart();
    const back = await anyone.get(path, { cookie, ...from('192.0.2.2') });

    expect([back.status, back.header('location')]).toEqual([302, `${WEBUI_URL}/auth`]);
    expect(back.header('set-cookie')).toContain('oauth_flow=;');
    const token = installation.secrets.remember(cookieIn(back, 'token'));
    const own = await anyone.as(token).get(`${AUTHS}/`);
    expect(own.object).toMatchObject({ email: 'grace@example.com', name: 'Grace', role: 'pending' });

    const { id } = own.object as { id: string };
    const linked = { id, oauth: { oidc: { sub: 'g1' } } };
    expect((await admin.get(`/api/v1/users/${id}`)).object).toMatchObject(linked);
    const listed = await admin.get('/api/v1/users/?query=grace@example.com');
    expect(listed.object).toMatchObject({ users: [linked] });
    const entries = await installation.audit({ entity_type: 'user', entity_id: id });
    expect(entries.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['user_identity_linked', 'user_registered']),
    );
    const again = await there.goAndReturn(from('192.0.2.2'));
    const later = await anyone.get(again.path.replace('/callback', '/login/callback'), {
      cookie: again.cookie,
      ...from('192.0.2.2'),
    });
    expect(later.header('location')).toBe(`${WEBUI_URL}/auth`);
  });
}

function specifyTokens(installation: Installation, identities: () => IdentityProvider): void {
  it('somebody comes in with a token of theirs, and ends what they have from the provider', async () => {
    const { admin, anyone, secrets } = installation;
    const { provider } = identities();
    provider.person = { sub: 't1', email: 'tove@example.com', email_verified: true, name: 'Tove' };
    const given = secrets.remember(await provider.accessTokenOf('reeve'));
    const entered = await anyone.post(`${AUTHS}/oauth/oidc/token/exchange`, { token: given });
    expect(entered.object).toMatchObject({
      token_type: 'Bearer',
      email: 'tove@example.com',
      role: 'pending',
    });
    expect(cookieIn(entered, 'token')).toBe(entered.object['token']);
    const { id, token } = entered.object as { id: string; token: string };
    const own = anyone.as(secrets.remember(token));
    await admin.post(`/api/v1/users/${id}/update`, { role: 'user' });

    const sessions = `/api/v1/users/${id}/oauth/sessions`;
    expect((await admin.get(sessions)).body).toMatchObject([{ user_id: id, provider: 'oidc' }]);
    expect((await own.send('DELETE', `${AUTHS}/oauth/sessions/oidc`)).body).toBe(true);

    expect((await own.get(`${AUTHS}/`)).status).toBe(401);
    expect((await admin.get(sessions)).code).toBe('USERS-OAUTH-SESSIONS-NONE');
    const entries = await installation.audit({ entity_type: 'session', action: 'session_ended' });
    expect(entries[0]).toMatchObject({ user_id: id, audit_metadata: { reason: 'disconnected' } });
  });
}

function specifyRefusals(installation: Installation, identities: () => IdentityProvider): void {
  const errorOf = (location: string | null): string | null =>
    new URL(location ?? '').searchParams.get('error');

  describe('nobody comes in', () => {
    it('without the cookie that they left with, or with that of somebody else', async () => {
      const mine = await identities().goAndReturn(from('192.0.2.3'));
      const theirs = await identities().goAndReturn(from('192.0.2.3'));
      for (const cookie of ['', 'oauth_flow=forged', theirs.cookie]) {
        const back = await installation.anyone.get(mine.path, { cookie, ...from('192.0.2.3') });
        expect([back.status, errorOf(back.header('location'))]).toEqual([302, expect.stringMatching(/./)]);
        expect(cookieIn(back, 'token')).toBe('');
      }
    });

    it('who has an account that the provider is not to be believed about', async () => {
      const member = await installation.person('user');
      identities().provider.person = { sub: 'e1', email: member.email, email_verified: true, name: 'Eve' };
      const { path, cookie } = await identities().goAndReturn(from('192.0.2.4'));
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
