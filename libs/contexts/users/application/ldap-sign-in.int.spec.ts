import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { selfSignedCertificate } from '@reeve/outbound/testing/certificate';
import { LDAP_ROOT, LDAP_SUFFIX, startLdapServer } from '@reeve/testing/ldap';
import { describeWithPart } from '@reeve/testing/servers';
import type { TestServer } from '@reeve/testing/servers';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { account, call, started, UsersInstallation } from '../testing/users-installation.js';
import type { LdapServerSettings } from './admin-settings.js';

const person = (uid: string, { mail = `${uid}@example.com`, cn = uid, more = '' } = {}) => `
dn: uid=${uid},ou=people,${LDAP_SUFFIX}
objectClass: inetOrgPerson
uid: ${uid}
cn: ${cn}
sn: ${cn}
${mail === '' ? '' : `mail: ${mail}\n`}${more}userPassword: ${uid}'s password
`;

const LDIF = `dn: ${LDAP_SUFFIX}
objectClass: dcObject
objectClass: organization
dc: example
o: Example

dn: ou=people,${LDAP_SUFFIX}
objectClass: organizationalUnit
ou: people
${person('ada', { mail: 'Ada@Example.com', cn: 'Ada Lovelace' })}${person('grace', {
  more: 'title: admiral\nseeAlso: cn=Staff,ou=groups,dc=example\nseeAlso: cn=Crew,ou=groups,dc=example\n',
})}${person('nomail', { mail: '' })}${person('o*neil', { mail: 'oneil@example.com' })}
dn: uid=twin,ou=people,${LDAP_SUFFIX}
objectClass: inetOrgPerson
uid: twin
uid: double
cn: Twin
sn: Twin
mail: twin@example.com
userPassword: twin's password

dn: cn=double,ou=people,${LDAP_SUFFIX}
objectClass: inetOrgPerson
uid: double
cn: double
sn: Double
mail: double@example.com
userPassword: twin's password
`
  .replace('o\\2aneil', 'o*neil')
  .replace('uid: o\\2aneil', 'uid: o*neil');

const password = (uid: string) => `${uid}'s password`;
const APP = { app_dn: LDAP_ROOT.dn, app_dn_password: LDAP_ROOT.password };

describeWithPart('slapd', 'Signing in with LDAP', () => {
  let plain: TestServer;
  let secure: TestServer;
  let folder: string;
  let certificate: string;
  let installation: UsersInstallation;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'reeve-ldap-'));
    const tls = await selfSignedCertificate('localhost');
    certificate = join(folder, 'authority.pem');
    await writeFile(certificate, tls.cert);
    [plain, secure] = await Promise.all([
      startLdapServer({ ldif: LDIF }),
      startLdapServer({ ldif: LDIF, anonymousReads: true, tls }),
    ]);
  });
  afterAll(async () => {
    await Promise.all([plain.stop(), secure.stop()]);
    await rm(folder, { recursive: true });
  });
  beforeEach(async () => {
    installation = await UsersInstallation.open();
  });
  afterEach(() => installation.close());

  const overPlain = (): Partial<LdapServerSettings> => ({
    ...APP,
    host: '127.0.0.1',
    port: Number(new URL(plain.url).port),
    use_tls: false,
    search_base: LDAP_SUFFIX,
  });
  const overTls = (): Partial<LdapServerSettings> => ({
    ...overPlain(),
    host: 'localhost',
    port: Number(new URL(secure.url).port),
    use_tls: true,
    certificate_path: certificate,
  });
  const startWith = (ldap: Partial<LdapServerSettings>) =>
    installation.startProcess({ policy: { ldap, defaultRole: 'user' } }).users;
  const signIn = (ldap: Partial<LdapServerSettings>, user: string, secret = password(user)) =>
    startWith(ldap).signInWithLdap.execute({ user, password: secret }, call());

  describe.each([
    ['in clear', overPlain],
    ['over TLS', overTls],
    [
      'over TLS, with a certificate that nobody vouches for',
      () => ({ ...overTls(), certificate_path: '', validate_cert: false }),
    ],
    ['over TLS, without an application’s name', () => ({ ...overTls(), app_dn: '', app_dn_password: '' })],
  ])('%s', (_how, settings) => {
    it('makes an account at the first time, and knows it from then on', async () => {
      const users = startWith(settings());
      await users.signUp.execute(account('Bob'), call());
      const first = await users.signInWithLdap.execute({ user: 'ada', password: password('ada') }, call());
      expect(first.user).toMatchObject({ email: 'ada@example.com', name: 'Ada Lovelace', role: 'user' });
      const second = await users.signInWithLdap.execute({ user: 'ADA', password: password('ada') }, call());
      expect(second.user).toEqual(first.user);
      expect(started(second).sessionId).not.toBe(started(first).sessionId);
      const registered = await installation.historyOf('users.user.registered.v1');
      expect(registered.map(({ data }) => data.source)).toEqual(['sign-up', 'ldap']);
      const begun = await installation.historyOf('users.session.started.v1');
      expect(begun.map(({ data }) => data.method)).toEqual(['password', 'ldap', 'ldap']);
    });

    it.each([
      ['a wrong password', 'ada', 'guess'],
      ['no password', 'ada', ''],
      ['somebody unknown', 'eve', 'guess'],
      ['nobody', '', 'guess'],
    ])('refuses %s', async (_what, user, secret) => {
      await expect(signIn(settings(), user, secret)).rejects.toMatchObject({
        code: 'USERS-CREDENTIALS-INVALID',
        status: 400,
      });
      const refusals = await installation.historyOf('users.sign-in.refused.v1');
      expect(refusals.map(({ data }) => data)).toMatchObject([{ userId: null, reason: 'directory' }]);
      expect(JSON.stringify(await installation.history())).not.toContain('guess');
    });
  });

  it.each([
    '*',
    'a*',
    '*)(uid=*',
    'ada)(|(uid=*',
    'ada)(objectClass=*',
    'ada\\2a',
    '\\61da',
    'ada\u0000',
    'ada)(&',
    '(uid=ada)',
    'uid=ada,ou=people,dc=example,dc=com',
    'ada,ou=people',
    '*)(|(userPassword=*)',
    '\u2028ada*',
    'ada#',
    '" or 1=1 --',
  ])('takes %j for a name that nobody has, not for a filter', async (user) => {
    await expect(signIn(overPlain(), user, password('ada'))).rejects.toMatchObject({
      code: 'USERS-CREDENTIALS-INVALID',
    });
    expect(await installation.historyOf('users.user.registered.v1')).toEqual([]);
    expect(installation.faults).toEqual([]);
  });

  it('knows a name that has a filter’s characters in it', async () => {
    const { user } = await signIn(overPlain(), 'o*neil');
    expect(user.email).toBe('oneil@example.com');
  });

  it('refuses a name that two have', async () => {
    await expect(signIn(overPlain(), 'double', password('twin'))).rejects.toMatchObject({
      code: 'USERS-CREDENTIALS-INVALID',
    });
    expect((await signIn(overPlain(), 'twin')).user.name).toBe('Twin');
  });

  it('keeps to the filters of the settings', async () => {
    const admirals = { ...overPlain(), search_filters: '(objectClass=person)(title=admiral)' };
    expect((await signIn(admirals, 'grace')).user.email).toBe('grace@example.com');
    await expect(signIn(admirals, 'ada')).rejects.toMatchObject({ code: 'USERS-CREDENTIALS-INVALID' });
  });

  it('needs an e-mail, of the directory or of the default domain', async () => {
    await expect(signIn(overPlain(), 'nomail')).rejects.toMatchObject({
      code: 'USERS-LDAP-EMAIL-MISSING',
      status: 400,
    });
    const { user } = await signIn({ ...overPlain(), default_email_domain: 'example.org' }, 'nomail');
    expect(user.email).toBe('nomail@example.org');
  });

  it('uses the account that has the e-mail', async () => {
    const users = startWith(overPlain());
    const { user } = await users.signUp.execute(account('Ada'), call());
    const session = await users.signInWithLdap.execute({ user: 'ada', password: password('ada') }, call());
    expect(session.user).toMatchObject({ id: user.id, name: 'Ada', role: 'admin' });
  });

  it('is refused to whom administrators have disabled, however right the password', async () => {
    const users = startWith(overPlain());
    await users.signUp.execute(account('Bob'), call());
    const credentials = { user: 'ada', password: password('ada') };
    const { user } = await users.signInWithLdap.execute(credentials, call());
    await users.accounts.standings.disable(user.id, call());
    await expect(users.signInWithLdap.execute(credentials, call())).rejects.toMatchObject({
      code: 'USERS-ACCOUNT-DISABLED',
      status: 403,
    });
    expect(await installation.historyOf('users.session.started.v1')).toHaveLength(2);
  });

  it.each([false, true])(
    'leads to a second factor where one is asked for, also if providers are let by: %s',
    async (MFA_ALLOW_OAUTH_BYPASS) => {
      const { users } = installation.startProcess({
        policy: {
          ldap: overPlain(),
          defaultRole: 'user',
          admin: { ENABLE_MFA: true, MFA_ALLOW_OAUTH_BYPASS },
        },
      });
      await users.factor.policies.follow(call());
      const credentials = { user: 'ada', password: password('ada') };
      const outcome = await users.signInWithLdap.execute(credentials, call());
      expect(outcome).toMatchObject({ nextStep: 'enroll', user: { email: 'ada@example.com' } });
      expect(await installation.historyOf('users.session.started.v1')).toEqual([]);
      await expect(
        users.signInWithLdap.execute({ ...credentials, password: 'guess' }, call()),
      ).rejects.toMatchObject({ code: 'USERS-CREDENTIALS-INVALID' });
      const issued = await installation.historyOf('users.challenge.issued.v1');
      expect(issued.map(({ data }) => data.method)).toEqual(['ldap']);
    },
  );

  it('makes the first one the primary administrator', async () => {
    expect((await signIn(overPlain(), 'ada')).user.role).toBe('admin');
  });

  it('makes one account of many first sign-ins at once', async () => {
    const processes = [startWith(overPlain()), startWith(overPlain())];
    const sessions = await Promise.all(
      processes.flatMap((users) =>
        Array.from({ length: 5 }, () =>
          users.signInWithLdap.execute({ user: 'ada', password: password('ada') }, call()),
        ),
      ),
    );
    expect(new Set(sessions.map(({ user }) => user.id)).size).toBe(1);
    expect(await installation.historyOf('users.user.registered.v1')).toHaveLength(1);
  });

  it('has people in the groups that the directory says, where administrators want that', async () => {
    const managed = { ...overPlain(), enable_group_management: true, attribute_for_groups: 'seeAlso' };
    const groupsWith = async (settings: Partial<LdapServerSettings>) => {
      const users = startWith(settings);
      const { user } = await users.signInWithLdap.execute(
        { user: 'grace', password: password('grace') },
        call(),
      );
      return (await users.accounts.records.record(user.id)).groups.map(({ name }) => name);
    };
    expect(await groupsWith({ ...managed, enable_group_management: false })).toEqual([]);
    expect(await groupsWith(managed)).toEqual([]);
    const made = await groupsWith({ ...managed, enable_group_creation: true });
    expect(made.toSorted()).toEqual(['Crew', 'Staff']);
    expect(installation.faults).toEqual([]);
  });

  it('is not possible while it is not switched on', async () => {
    const { users } = installation.startProcess();
    await expect(
      users.signInWithLdap.execute({ user: 'ada', password: password('ada') }, call()),
    ).rejects.toMatchObject({ code: 'USERS-LDAP-OFF', status: 400 });
  });

  describe('with settings that will not do', () => {
    it.each<[string, () => Partial<LdapServerSettings>]>([
      ['the application’s password', () => ({ ...overPlain(), app_dn_password: 'wrong' })],
      ['the search base', () => ({ ...overPlain(), search_base: 'dc=nowhere' })],
      ['the filters', () => ({ ...overPlain(), search_filters: '(objectClass=' })],
      ['the file of certificates', () => ({ ...overTls(), certificate_path: '/nowhere/at-all.pem' })],
    ])('says that an administrator has to see to it: %s', async (_what, settings) => {
      await expect(signIn(settings(), 'ada')).rejects.toMatchObject({
        code: 'USERS-LDAP-MISCONFIGURED',
        status: 400,
      });
      expect(installation.faults).toHaveLength(1);
      expect(installation.faults.join()).not.toContain('wrong');
    });

    it.each<[string, () => Partial<LdapServerSettings>]>([
      ['a certificate of somebody unknown', () => ({ ...overTls(), certificate_path: '' })],
      ['a certificate for another name', () => ({ ...overTls(), host: '127.0.0.1' })],
      ['TLS where there is none', () => ({ ...overTls(), port: overPlain().port ?? null })],
      ['a port that nobody listens on', () => ({ ...overPlain(), port: 9 })],
      ['a name that does not exist', () => ({ ...overPlain(), host: 'directory.invalid' })],
    ])('says that the directory does not answer: %s', async (_what, settings) => {
      await expect(signIn(settings(), 'ada')).rejects.toMatchObject({
        code: 'USERS-LDAP-UNREACHABLE',
        status: 400,
      });
      expect(installation.faults).toHaveLength(1);
    });
  });

  it('waits for a directory that is silent no longer than there is time', async () => {
    const users = startWith(overPlain());
    await plain.freeze();
    try {
      const asked = Date.now();
      const short = call({ deadline: asked + 2_500 });
      await expect(
        users.signInWithLdap.execute({ user: 'ada', password: password('ada') }, short),
      ).rejects.toMatchObject({ code: 'USERS-LDAP-UNREACHABLE' });
      expect(Date.now() - asked).toBeLessThan(2_000);
    } finally {
      plain.thaw();
    }
  });
});
