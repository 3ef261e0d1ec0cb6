import { Secret, TOTP } from 'otpauth';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Answer } from './client.js';
import { cookieIn, startIdentityProvider } from './identity-provider.js';
import type { IdentityProvider } from './identity-provider.js';
import { describeInstallation } from './installation.js';
import type { Installation, Person } from './installation.js';
import { told } from './sessions.features.js';
import type { StartTopology } from './topology.js';

const AUTHS = '/api/v1/auths';
const ADMIN_CONFIG = `${AUTHS}/admin/config`;
const STEP_MS = 30_000;

type Account = Pick<Person, 'email' | 'password'>;

/** What clients see of a second factor; what holds of it is specified where it is decided. */
export function describeSecondFactor(startTopology: StartTopology): void {
  const environment = { DEFAULT_USER_ROLE: 'user', REEVE_ALLOW_PRIVATE_ADDRESSES: 'true' };
  describeInstallation('With a second factor', startTopology, { environment }, (installation) => {
    /** The first administrator's. */
    const recoveryCodes: string[] = [];
    specifySwitchingOn(installation, recoveryCodes);
    specifySigningIn(installation);
    specifyReset(installation);
    specifyProvider(installation, recoveryCodes);
  });
}

const signIn = async ({ anyone }: Installation, { email, password }: Account): Promise<Answer> =>
  await anyone.post(`${AUTHS}/signin`, { email, password });

/** The code of now, or of the next step: one code is good once. */
const codeOf = (secret: string, steps = 0): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + steps * STEP_MS });

async function tokenOf(step: Promise<Answer>, nextStep: string): Promise<string> {
  const { object } = await step;
  expect(object).toMatchObject({ next_step: nextStep, expires_in: expect.any(Number) as number });
  return object['challenge_token'] as string;
}

/** Somebody enrols, after they have signed in with their password. */
async function enrol(installation: Installation, challengeToken: string) {
  const { anyone, secrets } = installation;
  const shown = await anyone.post(`${AUTHS}/mfa/enroll/start`, { challenge_token: challengeToken });
  const secret = secrets.remember(shown.object['manual_key'] as string);
  const confirmed = await anyone.post(`${AUTHS}/mfa/enroll/confirm`, {
    challenge_token: challengeToken,
    code: codeOf(secret),
  });
  for (const code of confirmed.object['recovery_codes'] as readonly string[]) secrets.remember(code);
  return { secret, picture: shown.object['qr_code'] as string, confirmed };
}

function specifySwitchingOn(installation: Installation, recoveryCodes: string[]): void {
  let switched: Answer;
  let toldAfter: readonly unknown[];
  let enrolled: Awaited<ReturnType<typeof enrol>>;
  beforeAll(async () => {
    const { admin, administrator } = installation;
    const person = await installation.person('user');
    const { object } = await admin.get(ADMIN_CONFIG);
    switched = await admin.post(ADMIN_CONFIG, { ...object, ENABLE_MFA: true });
    toldAfter = await told(admin, person.client);
    enrolled = await enrol(installation, await tokenOf(signIn(installation, administrator), 'enroll'));
    const { token, recovery_codes: codes } = enrolled.confirmed.object as {
      token: string;
      recovery_codes: string[];
    };
    recoveryCodes.push(...codes);
    installation.continueAs(token);
  });

  it('which is switched on, every session ends', () => {
    expect([switched.status, switched.object]).toMatchObject([
      200,
      { ENABLE_MFA: true, sessions_revoked: true },
    ]);
    expect(toldAfter).toEqual([
      [401, 'USERS-SESSION-ENDED'],
      [401, 'USERS-SESSION-ENDED'],
    ]);
  });

  it('the next session begins with enrolling one', async () => {
    const { picture, confirmed } = enrolled;
    expect(picture).toMatch(/^data:image\/svg\+xml;base64,/);
    expect(confirmed.object).toMatchObject({
      id: installation.administrator.id,
      token: expect.any(String) as string,
    });
    expect(confirmed.object['recovery_codes']).toHaveLength(10);
    expect([confirmed.header('set-cookie'), confirmed.header('cache-control')]).toEqual([
      expect.stringMatching(/^token=/),
      'no-store',
    ]);
    expect(await told(installation.admin)).toEqual([200]);
  });
}

function specifySigningIn(installation: Installation): void {
  let account: Account & { readonly name: string };
  let id: string;
  let secret: string;
  beforeAll(async () => {
    account = installation.someone('Bob');
    const added = await installation.admin.post(`${AUTHS}/add`, { ...account, role: 'user' });
    expect(added.object).not.toHaveProperty('token');
    id = added.object['id'] as string;
    ({ secret } = await enrol(installation, await tokenOf(signIn(installation, account), 'enroll')));
  });

  it('a code follows the password, and nothing else may be sent with it', async () => {
    const { anyone } = installation;
    const token = await tokenOf(signIn(installation, account), 'verify');
    const proof = { challenge_token: token, code: codeOf(secret, 1) };
    const refused = await anyone.post(`${AUTHS}/mfa/verify`, { ...proof, remember: true });
    expect([refused.status, refused.issues]).toEqual([422, ['body.remember extra_forbidden']]);

    const verified = await anyone.post(`${AUTHS}/mfa/verify`, proof);
    const client = anyone.as(verified.object['token'] as string);
    expect((await client.get(`${AUTHS}/mfa/status`)).body).toEqual({
      enabled: true,
      required: true,
      recovery_codes_remaining: 10,
    });

    const again = await tokenOf(signIn(installation, account), 'verify');
    const used = await anyone.post(`${AUTHS}/mfa/verify`, { ...proof, challenge_token: again });
    expect([used.status, used.code]).toEqual([401, 'USERS-FACTOR-CODE-INVALID']);
    const entries = await installation.audit({ entity_id: id, limit: 200 });
    expect(entries.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['factor_enrolled', 'challenge_issued', 'factor_verified', 'factor_refused']),
    );
  });

  it('a page goes on with what a provider has vouched for, and no other site’s page does', async () => {
    const token = await tokenOf(signIn(installation, account), 'verify');
    const origin = new URL(installation.running.url).origin;
    const ask = async (headers: Readonly<Record<string, string>>) =>
      await installation.anyone.send('POST', `${AUTHS}/mfa/challenge`, { headers });
    const cookie = `mfa_challenge=${token}`;
    expect((await ask({ cookie, origin: 'https://elsewhere.example.com' })).code).toBe(
      'USERS-CHALLENGE-ORIGIN-REFUSED',
    );
    expect((await ask({ cookie })).status).toBe(403);
    expect((await ask({ origin })).status).toBe(401);
    const { object } = await ask({ cookie, origin });
    expect(object).toMatchObject({ next_step: 'verify', challenge_token: token });
  });
}

function specifyReset(installation: Installation): void {
  it('somebody who has lost theirs enrols another one with a ticket', async () => {
    const { admin, anyone, secrets } = installation;
    const account = installation.someone('Cyd');
    const added = await admin.post(`${AUTHS}/add`, { ...account, role: 'user' });
    await enrol(installation, await tokenOf(signIn(installation, account), 'enroll'));
    const reset = await admin.post(`${AUTHS}/mfa/reset`, { user: account.email, reason: 'Ticket 4711' });
    const ticket = secrets.remember(reset.object['reset_token'] as string);

    const token = await tokenOf(signIn(installation, account), 'recover');
    const recovered = anyone.post(`${AUTHS}/mfa/recover`, { challenge_token: token, reset_token: ticket });
    const { confirmed } = await enrol(installation, await tokenOf(recovered, 'enroll'));

    expect(confirmed.status).toBe(200);
    const [entry] = await installation.audit({ action: 'factor_reset_requested' });
    expect(entry).toMatchObject({
      entity_id: added.object['id'],
      user_id: installation.administrator.id,
      audit_metadata: { reason: 'Ticket 4711' },
    });
  });
}

function specifyProvider(installation: Installation, recoveryCodes: readonly string[]): void {
  let identities: IdentityProvider;
  beforeAll(async () => {
    identities = await startIdentityProvider(installation, installation.running.url);
    await identities.configure();
    const email = installation.someone('Grace').email;
    identities.provider.person = { sub: 'g1', email, email_verified: true, name: 'Grace' };
  });
  afterAll(() => identities.provider.close());

  /** Back from the provider there is a challenge in a cookie, and no session. */
  const challengeAfter = async (signedIn: Promise<Answer>): Promise<Answer> => {
    const back = await signedIn;
    expect([back.status, cookieIn(back, 'token')]).toEqual([302, '']);
    const cookie = `mfa_challenge=${cookieIn(back, 'mfa_challenge')}`;
    const origin = new URL(installation.running.url).origin;
    return await installation.anyone.send('POST', `${AUTHS}/mfa/challenge`, { headers: { cookie, origin } });
  };
  const verify = async (token: string, proof: { readonly code: string; readonly recovery?: boolean }) => {
    const answer = await installation.anyone.post(`${AUTHS}/mfa/verify`, {
      challenge_token: token,
      ...proof,
    });
    return answer.object['token'] as string;
  };

  it('what a provider vouches for takes a code as well, until administrators say that it need not', async () => {
    const { admin, administrator, anyone } = installation;
    const { secret } = await enrol(
      installation,
      await tokenOf(challengeAfter(identities.signIn()), 'enroll'),
    );
    const challenge = await tokenOf(challengeAfter(identities.signIn()), 'verify');
    const token = await verify(challenge, { code: codeOf(secret, 1) });
    expect(await told(anyone.as(token))).toEqual([200]);

    const { object } = await admin.get(ADMIN_CONFIG);
    const bypassed = await admin.post(ADMIN_CONFIG, { ...object, MFA_ALLOW_OAUTH_BYPASS: true });
    expect(bypassed.object).toMatchObject({ MFA_ALLOW_OAUTH_BYPASS: true, sessions_revoked: true });
    expect(await told(anyone.as(token))).toEqual([[401, 'USERS-SESSION-ENDED']]);
    const back = await identities.signIn();
    expect(cookieIn(back, 'mfa_challenge')).toBe('');
    const alone = installation.secrets.remember(cookieIn(back, 'token'));
    expect(await told(anyone.as(alone))).toEqual([200]);

    // For a password nothing is different.
    const asked = await tokenOf(signIn(installation, administrator), 'verify');
    installation.continueAs(await verify(asked, { code: recoveryCodes[0] ?? '', recovery: true }));
    expect(await told(installation.admin)).toEqual([200]);
  });
}
