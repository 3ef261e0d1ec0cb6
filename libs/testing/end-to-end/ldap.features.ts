import { afterAll, beforeAll, expect, it } from 'vitest';
import { LDAP_ROOT, LDAP_SUFFIX, startLdapServer } from '../ldap/ldap-server.js';
import { describeWithPart } from '../servers/parts.js';
import type { TestServer } from '../servers/test-server.js';
import { describeInstallation } from './installation.js';
import type { Installation } from './installation.js';
import type { StartTopology } from './topology.js';

const AUTHS = '/api/v1/auths';
const PASSWORD = 'a password of the directory';
const LDIF = `dn: ${LDAP_SUFFIX}
objectClass: dcObject
objectClass: organization
dc: example
o: Example

dn: uid=grace,${LDAP_SUFFIX}
objectClass: inetOrgPerson
uid: grace
cn: Grace Hopper
sn: Hopper
mail: grace@example.com
userPassword: ${PASSWORD}
`;

/** Signing in with the password that the operator's directory knows. */
export function describeLdap(startTopology: StartTopology): void {
  describeWithPart('slapd', 'With a directory', () => {
    let directory: TestServer;
    beforeAll(async () => {
      directory = await startLdapServer({ ldif: LDIF });
    });
    afterAll(() => directory.stop());

    const environment = { REEVE_SIGN_IN_RATE_LIMIT: '4', REEVE_TRUST_PROXY: 'true' };
    describeInstallation('signing in', startTopology, { environment }, (installation) => {
      specifyLdap(installation, () => directory);
    });
  });
}

function specifyLdap(installation: Installation, directory: () => TestServer): void {
  const signIn = (user: string, password: string, from: string) =>
    installation.anyone.post(`${AUTHS}/ldap`, { user, password }, { 'x-forwarded-for': from });

  beforeAll(() => {
    installation.secrets.remember(PASSWORD);
    installation.secrets.remember(LDAP_ROOT.password);
  });

  it('is refused as long as administrators have not switched it on', async () => {
    const refusal = await signIn('grace', PASSWORD, '192.0.2.1');
    expect([refusal.status, refusal.code]).toEqual([400, 'USERS-LDAP-OFF']);
  });

  it('is possible from the next request on, with an account from then on', async () => {
    const { admin, anyone } = installation;
    const server = {
      label: 'Directory',
      host: '127.0.0.1',
      port: Number(new URL(directory().url).port),
      app_dn: LDAP_ROOT.dn,
      app_dn_password: LDAP_ROOT.password,
      search_base: LDAP_SUFFIX,
      use_tls: false,
    };
    expect((await admin.post(`${AUTHS}/admin/config/ldap/server`, server)).status).toBe(200);
    await admin.post(`${AUTHS}/admin/config/ldap`, { enable_ldap: true });

    const first = await signIn('grace', PASSWORD, '192.0.2.2');
    expect([first.status, first.object]).toMatchObject([
      200,
      { token_type: 'Bearer', email: 'grace@example.com', name: 'Grace Hopper', role: 'pending' },
    ]);
    const { id, token } = first.object as { id: string; token: string };
    expect(first.header('set-cookie')).toContain(`token=${token}; HttpOnly`);
    expect((await anyone.as(token).get(`${AUTHS}/`)).object['id']).toBe(id);
    const second = await signIn('grace', PASSWORD, '192.0.2.2');
    expect(second.object['id']).toBe(id);

    const [entry] = await installation.audit({
      action: 'user_registered',
      entity_id: id,
    });
    expect(entry).toMatchObject({
      description: 'Account made at the first sign-in with LDAP, with the role pending',
      audit_metadata: { source: 'ldap' },
    });
  });

  it('is limited by name and by address, as signing in is', async () => {
    const five = Array.from({ length: 5 }, (_, attempt) => attempt);
    const statuses = async (attempt: (n: number) => ReturnType<typeof signIn>) => {
      const answers = [];
      for (const n of five) answers.push((await attempt(n)).status);
      return answers;
    };
    expect(await statuses(() => signIn('mallory', 'guess', '192.0.2.10'))).toEqual([400, 400, 400, 400, 429]);
    // Whoever guesses keeps nobody out who is elsewhere.
    expect((await signIn('mallory', 'guess', '192.0.2.11')).status).toBe(400);
    expect(await statuses((n) => signIn(`mallory${n}`, 'guess', '192.0.2.30'))).toEqual([
      400, 400, 400, 400, 429,
    ]);
    const [entry] = await installation.audit({ action: 'sign_in_refused' });
    expect(entry).toMatchObject({
      description: 'Sign-in refused: the directory does not know these credentials',
    });
  });
}
