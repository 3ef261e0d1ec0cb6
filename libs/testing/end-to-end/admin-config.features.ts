import type { JsonObject } from '@reeve/contracts';
import { describe, expect, it } from 'vitest';
import { ADMIN_CONFIG_OF_S } from './identity-samples.js';
import { describeInstallation } from './installation.js';
import type { Installation } from './installation.js';
import { MASK } from './secrets-used.js';
import type { StartTopology } from './topology.js';

const AUTHS = '/api/v1/auths';
const ADMIN_CONFIG = `${AUTHS}/admin/config`;
const WEEK_SECONDS = 7 * 86_400;

/** What administrators set about who may come in, and that it holds from the next request on. */
export function describeAdminConfig(startTopology: StartTopology): void {
  describeInstallation('The admin configuration', startTopology, {}, (installation) => {
    specifySignUp(installation);
    specifySessions(installation);
    specifyOldClients(installation);
    specifySecondFactor(installation);
    specifyDetails(installation);
  });

  describeInstallation('Of the ways to sign in', startTopology, {}, (installation) => {
    specifySecrets(installation);
    specifyOAuth(installation);

    it('a page sees whether there is LDAP', async () => {
      const { admin, anyone } = installation;
      await admin.post(`${ADMIN_CONFIG}/ldap`, { enable_ldap: true });
      expect((await anyone.get('/api/config')).object['features']).toMatchObject({ enable_ldap: true });
      expect((await admin.post(`${ADMIN_CONFIG}/ldap`, { enable_ldap: null })).body).toEqual({
        ENABLE_LDAP: true,
      });
      expect((await admin.post(`${ADMIN_CONFIG}/ldap`, { enable_ldap: false })).body).toEqual({
        ENABLE_LDAP: false,
      });
    });
  });
}

async function set({ admin }: Installation, changes: JsonObject): Promise<void> {
  const { object } = await admin.get(ADMIN_CONFIG);
  const changed = await admin.post(ADMIN_CONFIG, { ...object, ...changes });
  expect([changed.status, changed.object]).toMatchObject([200, changes]);
}

function specifySignUp(installation: Installation): void {
  const signUp = async () => {
    const answer = await installation.anyone.post(`${AUTHS}/signup`, installation.someone('Eve'));
    return [answer.status, answer.object['role'] ?? answer.code];
  };
  const shown = async () => {
    const { object } = await installation.anyone.get('/api/config');
    return (object['features'] as JsonObject)['enable_signup'];
  };

  describe('of sign-up', () => {
    it('says that it is closed since somebody has signed up', async () => {
      expect((await installation.admin.get(ADMIN_CONFIG)).object).toMatchObject({ ENABLE_SIGNUP: false });
      expect([await shown(), await signUp()]).toEqual([false, [403, 'USERS-SIGN-UP-CLOSED']]);
    });

    it('opens and closes it at the next request, also across a restart', async () => {
      await set(installation, { ENABLE_SIGNUP: true, DEFAULT_USER_ROLE: 'user' });
      expect([await shown(), await signUp()]).toEqual([true, [200, 'user']]);
      await set(installation, { DEFAULT_USER_ROLE: 'pending' });
      expect(await signUp()).toEqual([200, 'pending']);
      await installation.running.restart();
      expect(await signUp()).toEqual([200, 'pending']);
      await set(installation, { ENABLE_SIGNUP: false });
      expect([await shown(), await signUp()]).toEqual([false, [403, 'USERS-SIGN-UP-CLOSED']]);
    });

    it('closes it together with the form', async () => {
      await set(installation, { ENABLE_SIGNUP: true, ENABLE_LOGIN_FORM: false });
      expect([await shown(), await signUp()]).toEqual([false, [403, 'USERS-SIGN-UP-CLOSED']]);
      await set(installation, { ENABLE_SIGNUP: false, ENABLE_LOGIN_FORM: true });
    });
  });
}

function specifySessions(installation: Installation): void {
  it.each([
    ['2w', 2 * WEEK_SECONDS],
    ['90m', 5_400],
    ['-1', null],
    ['4w', 4 * WEEK_SECONDS],
  ])('has sessions that begin from now on last %s', async (JWT_EXPIRES_IN, seconds) => {
    const { email, password } = await installation.person('user');
    await set(installation, { JWT_EXPIRES_IN });
    const asked = Math.floor(Date.now() / 1000);
    const { object } = await installation.anyone.post(`${AUTHS}/signin`, { email, password });
    const expiresAt = object['expires_at'];
    if (seconds === null) expect(expiresAt).toBeNull();
    else expect(Math.abs(Number(expiresAt) - asked - seconds)).toBeLessThanOrEqual(5);
  });
}

function specifyOldClients(installation: Installation): void {
  it('keeps what an older client does not know, but for the interface’s defaults', async () => {
    await set(installation, {
      ENABLE_CALENDAR: false,
      SKILL_CONTENT_MAX_CHARS: 7,
      PENDING_USER_OVERLAY_TITLE: 'Almost there',
      DEFAULT_INTERFACE_SETTINGS: { a: 1 },
    });
    const { object } = await installation.admin.post(ADMIN_CONFIG, ADMIN_CONFIG_OF_S);
    expect(object).toMatchObject({
      ENABLE_CALENDAR: false,
      SKILL_CONTENT_MAX_CHARS: 7,
      PENDING_USER_OVERLAY_TITLE: 'Almost there',
      DEFAULT_INTERFACE_SETTINGS: {},
    });
  });

  it('shows who waits to be let in what was written for them', async () => {
    await set(installation, { PENDING_USER_OVERLAY_TITLE: 'Soon', I18N: { de: { Soon: 'Bald' } } });
    const newcomer = await installation.person('pending');
    expect((await newcomer.client.get('/api/config')).object).toMatchObject({
      i18n: { de: { Soon: 'Bald' } },
      ui: { pending_user_overlay_title: 'Soon' },
    });
  });
}

function specifySecondFactor(installation: Installation): void {
  it('is not changed in what it asks of sign-ins by an API key, which may send the rest back', async () => {
    await set(installation, { ENABLE_API_KEYS: true });
    const { object: made } = await installation.admin.post(`${AUTHS}/api_key`, {});
    const key = installation.anyone.as(installation.secrets.remember(made['api_key'] as string));
    const { object } = await key.get(ADMIN_CONFIG);
    const refused = await key.post(ADMIN_CONFIG, { ...object, ENABLE_MFA: true });
    expect([refused.status, refused.code]).toEqual([403, 'CONFIG-SESSION-NEEDED']);
    const taken = await key.post(ADMIN_CONFIG, { ...object, RESPONSE_WATERMARK: 'by a key' });
    expect(taken.object).toMatchObject({ RESPONSE_WATERMARK: 'by a key', sessions_revoked: false });
  });
}

function specifyDetails(installation: Installation): void {
  const DETAILS = `${AUTHS}/admin/details`;

  it('says whom to ask to be let in', async () => {
    const { administrator } = installation;
    const newcomer = await installation.person('pending');
    await set(installation, { SHOW_ADMIN_DETAILS: true, ADMIN_EMAIL: null });
    expect((await newcomer.client.get(DETAILS)).body).toEqual({
      name: administrator.name,
      email: administrator.email,
    });
    await set(installation, { ADMIN_EMAIL: 'help@example.com' });
    expect((await newcomer.client.get(DETAILS)).body).toEqual({ name: null, email: 'help@example.com' });
    await set(installation, { SHOW_ADMIN_DETAILS: false });
    const refusal = await newcomer.client.get(DETAILS);
    expect([refusal.status, refusal.code]).toEqual([400, 'USERS-ADMIN-DETAILS-HIDDEN']);
  });
}

function specifySecrets(installation: Installation): void {
  const server = () => ({
    label: 'Directory',
    host: 'ldap.example.com',
    app_dn: 'cn=app,dc=example,dc=com',
    app_dn_password: installation.secrets.make('app-password'),
    search_base: 'dc=example,dc=com',
  });

  it('the secret of the LDAP server leaves as a mask, honoured for its host alone', async () => {
    const { admin } = installation;
    const path = `${ADMIN_CONFIG}/ldap/server`;
    const { object } = await admin.post(path, server());
    expect(object['app_dn_password']).toMatch(MASK);
    expect((await admin.post(path, { ...object, label: 'Other' })).status).toBe(200);
    const moved = await admin.post(path, { ...object, host: 'elsewhere.example.com' });
    expect([moved.status, moved.issues]).toEqual([422, ['body.app_dn_password mask_other_address']]);
  });

  it('nothing but whether they are there is public', async () => {
    const { admin, anyone } = installation;
    await admin.post(`${ADMIN_CONFIG}/ldap/server`, server());
    const { text } = await admin.get('/api/config');
    expect(text).not.toContain('ldap.example.com');
    expect((await anyone.get('/api/config')).text).not.toContain('ldap.example.com');
  });
}

function specifyOAuth(installation: Installation): void {
  it('OAuth keeps what is null or absent', async () => {
    const { admin } = installation;
    const path = `${ADMIN_CONFIG}/oauth`;
    await admin.post(path, { OAUTH_PROVIDER_NAME: 'Example', OAUTH_TIMEOUT: '12' });
    const { object } = await admin.post(path, { OAUTH_PROVIDER_NAME: null, OAUTH_SCOPES: 'openid' });
    expect(object).toMatchObject({
      OAUTH_PROVIDER_NAME: 'Example',
      OAUTH_TIMEOUT: 12,
      OAUTH_SCOPES: 'openid',
      ENABLE_OAUTH_PERSISTENT_CONFIG: true,
    });
  });

  it('OAuth’s lists are imported as Open WebUI’s documents have them', async () => {
    const { admin } = installation;
    const document = { oauth: { allowed_domains: ['example.com', 'example.org'], admin_roles: ['chief'] } };
    await admin.post('/api/v1/configs/import', { config: document });
    expect((await admin.get(`${ADMIN_CONFIG}/oauth`)).object).toMatchObject({
      OAUTH_ALLOWED_DOMAINS: 'example.com,example.org',
      OAUTH_ADMIN_ROLES: 'chief',
    });
  });
}
