import { randomUUID } from 'node:crypto';
import { isStarted, stampIn, SYSTEM, USER_PURPOSES } from '@reeve/contracts';
import type { CallContext, NextStep, SignInOutcome, UsersEvent } from '@reeve/contracts';
import { CHALLENGE_SECONDS } from '@reeve/users/domain';
import { Secret, TOTP } from 'otpauth';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { account, call, signedIn, started, UsersInstallation } from '../../testing/users-installation.js';
import type { UsersProcess } from '../../testing/users-installation.js';
import { FRESH_SESSION_SECONDS } from './own-factor.js';
import { TICKET_SECONDS } from './factor-resets.js';

const STEP_MS = 30_000;
const MFA = { policy: { admin: { ENABLE_MFA: true }, defaultRole: 'user', signUp: 'open' } } as const;

let installation: UsersInstallation;
/** Two replicas, with a second factor asked for. */
let one: UsersProcess;
let other: UsersProcess;
let ada: { readonly id: string };
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
  installation = await UsersInstallation.open();
  [one, other] = [installation.startProcess(MFA), installation.startProcess(MFA)];
  await one.users.factor.policies.follow(call());
  const outcome = await one.users.signUp.execute(account('Ada'), call());
  ada = { id: outcome.user.id };
});
afterEach(async () => {
  vi.useRealTimers();
  await installation.close();
});

const pass = (ms: number) => vi.setSystemTime(Date.now() + ms);
const codeOf = (secret: string, at = Date.now()) =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: at });
const wrongCodeOf = (secret: string) =>
  String((Number(codeOf(secret)) + 500_001) % 1_000_000).padStart(6, '0');

function step(outcome: SignInOutcome): NextStep {
  if (isStarted(outcome) || outcome.nextStep === 'pending') throw new Error('no step');
  return outcome;
}

const password = (name = 'Ada') => {
  const { email, password: secret } = account(name);
  return { email, password: secret };
};
const signIn = async (name = 'Ada') => await one.users.signIn.execute(password(name), call());

async function beginEnrolment({ challengeToken }: NextStep, { users } = one): Promise<string> {
  return (await users.factor.signIn.beginEnrolment({ challengeToken }, call())).secret;
}

/** Signs in, enrols, and waits until the next code. */
async function enrol(name = 'Ada') {
  const challenge = step(await signIn(name));
  const secret = await beginEnrolment(challenge);
  const { challengeToken } = challenge;
  const confirmed = await one.users.factor.signIn.confirmEnrolment(
    { challengeToken, code: codeOf(secret) },
    call(),
  );
  pass(STEP_MS);
  if (confirmed.session === null) throw new Error('no session');
  return { secret, ...confirmed, session: confirmed.session };
}

const verify = async (
  challenge: NextStep,
  code: string,
  { recovery = false, process = one, context = call() } = {},
) =>
  await process.users.factor.signIn.verify(
    { challengeToken: challenge.challengeToken, code, recovery },
    context,
  );

const goesOn = async ({
  sessionId,
  sessionStamp,
}: {
  sessionId: string | null;
  sessionStamp: string | null;
}) =>
  await one.users.resolvePrincipal.execute({ userId: ada.id, sessionId, sessionStamp }).then(
    () => true,
    () => false,
  );
const asAda = (sessionId: string | null, more: Partial<CallContext> = {}) =>
  call({ principal: signedIn(ada.id, 'admin', sessionId), ...more });
const types = async (): Promise<readonly UsersEvent['type'][]> =>
  (await installation.history()).map(({ type }) => type);

describe('Signing in with a second factor', () => {
  it('begins with enrolling one, which is good from then on, and asked for', async () => {
    const { secret, recoveryCodes, session } = await enrol();
    expect(recoveryCodes).toHaveLength(10);
    expect(new Set(recoveryCodes).size).toBe(10);
    expect([await goesOn(session), session.factorProven, session.method]).toEqual([true, true, 'password']);

    const challenge = step(await signIn());
    expect(challenge).toMatchObject({ nextStep: 'verify', expiresIn: CHALLENGE_SECONDS });
    const verified = await verify(challenge, codeOf(secret));
    expect([await goesOn(verified), verified.user.id]).toEqual([true, ada.id]);
  });

  it('takes the code of the step before and after, and no other', async () => {
    const { secret } = await enrol();
    pass(4 * STEP_MS);
    for (const [at, isGood] of [
      [Date.now() - 2 * STEP_MS, false],
      [Date.now() - STEP_MS, true],
      [Date.now() + STEP_MS, true],
      [Date.now() + 2 * STEP_MS, false],
    ] as const) {
      const outcome = verify(step(await signIn()), codeOf(secret, at)).then(() => true);
      if (isGood) expect(await outcome).toBe(true);
      else await expect(outcome).rejects.toMatchObject({ code: 'USERS-FACTOR-CODE-INVALID', status: 401 });
    }
  });

  it('takes no code twice', async () => {
    const { secret } = await enrol();
    const code = codeOf(secret);
    await verify(step(await signIn()), code);
    await expect(verify(step(await signIn()), code)).rejects.toMatchObject({
      code: 'USERS-FACTOR-CODE-INVALID',
    });
    const [refused] = await installation.historyOf('users.factor.code-refused.v1');
    expect(refused?.data).toMatchObject({ userId: ada.id, reason: 'used-code' });
  });

  it('takes the code that confirmed a factor for nothing else', async () => {
    const challenge = step(await signIn());
    const secret = await beginEnrolment(challenge);
    const code = codeOf(secret);
    await one.users.factor.signIn.confirmEnrolment(
      { challengeToken: challenge.challengeToken, code },
      call(),
    );
    await expect(verify(step(await signIn()), code)).rejects.toMatchObject({
      code: 'USERS-FACTOR-CODE-INVALID',
    });
  });

  it('takes one code once of two replicas that are given it at the same moment, whatever it is', async () => {
    const { secret, recoveryCodes } = await enrol();
    for (let round = 0; round < 10; round++) {
      pass(STEP_MS);
      const recovery = round % 2 === 1;
      const code = recovery ? (recoveryCodes[round] ?? '') : codeOf(secret);
      const challenges = [step(await signIn()), step(await signIn())] as const;
      const outcomes = await Promise.allSettled([
        verify(challenges[0], code, { recovery }),
        verify(challenges[1], code, { recovery, process: other }),
      ]);
      expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      // Ten wrong ones in a quarter of an hour are too many.
      pass(200_000);
    }
    expect(await installation.historyOf('users.factor.code-verified.v1')).toHaveLength(5);
    expect(await installation.historyOf('users.factor.recovery-code-used.v1')).toHaveLength(5);
  });

  it('leads to one session for one challenge', async () => {
    const { secret } = await enrol();
    const challenge = step(await signIn());
    await verify(challenge, codeOf(secret));
    pass(STEP_MS);
    await expect(verify(challenge, codeOf(secret))).rejects.toMatchObject({
      code: 'USERS-CHALLENGE-INVALID',
      status: 401,
    });
  });

  it('answers a command that is repeated as it did before', async () => {
    const { secret } = await enrol();
    const [challenge, context] = [step(await signIn()), call()];
    const first = await verify(challenge, codeOf(secret), { context });
    expect(await verify(challenge, codeOf(secret), { context, process: other })).toEqual(first);
  });

  it('can be gone on with on another replica', async () => {
    const challenge = step(await signIn());
    const secret = await beginEnrolment(challenge, other);
    const { challengeToken } = challenge;
    expect(await other.users.factor.challenges.read(challengeToken)).toEqual({
      step: 'enroll',
      expiresIn: CHALLENGE_SECONDS,
    });
    await one.users.factor.signIn.confirmEnrolment({ challengeToken, code: codeOf(secret) }, call());
    expect(step(await other.users.signIn.execute(password(), call())).nextStep).toBe('verify');
  });

  it.each([
    ['what it is not for', () => undefined],
    ['another token', () => undefined],
    ['its time is over', () => pass(CHALLENGE_SECONDS * 1000)],
    ['all sessions were ended', () => one.users.sessionEndings.endAll(ada.id, asAda(null))],
  ])('ends with its challenge: %s', async (why, happen) => {
    const { secret } = await enrol();
    const issued = step(await signIn());
    await happen();
    const token = why === 'another token' ? randomUUID() : issued.challengeToken;
    const asked =
      why === 'what it is not for'
        ? one.users.factor.signIn.beginEnrolment({ challengeToken: token }, call())
        : verify({ ...issued, challengeToken: token }, codeOf(secret));
    await expect(asked).rejects.toMatchObject({ code: 'USERS-CHALLENGE-INVALID', status: 401 });
  });

  it('is over for five wrong codes at a challenge, and ten in a quarter of an hour', async () => {
    const { secret } = await enrol();
    const challenge = step(await signIn());
    for (let attempt = 0; attempt < 5; attempt++) {
      await expect(verify(challenge, wrongCodeOf(secret))).rejects.toMatchObject({ status: 401 });
    }
    await expect(verify(challenge, codeOf(secret))).rejects.toMatchObject({
      code: 'USERS-FACTOR-ATTEMPTS-EXCEEDED',
      status: 429,
      extra: { retry_after: CHALLENGE_SECONDS },
    });
    const next = step(await signIn());
    for (let attempt = 0; attempt < 5; attempt++) {
      await expect(verify(next, wrongCodeOf(secret), { process: other })).rejects.toMatchObject({
        status: 401,
      });
    }
    await expect(verify(step(await signIn()), codeOf(secret))).rejects.toMatchObject({
      status: 429,
      extra: { retry_after: 900 },
    });
    pass(900_000);
    expect((await verify(step(await signIn()), codeOf(secret))).user.id).toBe(ada.id);
    expect(await installation.historyOf('users.factor.code-refused.v1')).toHaveLength(10);
  });

  it('asks whoever waits to be let in for nothing yet', async () => {
    const pending = installation.startProcess({ policy: { ...MFA.policy, defaultRole: 'pending' } });
    const outcome = await pending.users.signUp.execute(account('Bob'), call());
    expect(outcome).toMatchObject({ nextStep: 'pending', visible: true });
    expect(await types()).not.toContain('users.session.started.v1');
  });

  it('hands an administrator no session for an account that they add', async () => {
    const added = await one.users.addUser.execute({ ...account('Bob'), role: 'user' }, asAda(null));
    expect(added).toEqual({ user: expect.objectContaining({ name: 'Bob' }) as unknown, visible: true });
    expect(step(await signIn('Bob')).nextStep).toBe('enroll');
  });

  it('keeps secrets sealed, and codes, tickets and tokens as hashes', async () => {
    const { secret, recoveryCodes } = await enrol();
    const challenge = step(await signIn());
    const written = JSON.stringify(await installation.history());
    for (const kept of [secret, challenge.challengeToken, ...recoveryCodes]) {
      expect(written).not.toContain(kept);
      expect(written).not.toContain(kept.replaceAll('-', ''));
    }
  });
});

describe('A recovery code', () => {
  it('stands in the place of a code, once, however it is written', async () => {
    const { recoveryCodes } = await enrol();
    const code = (recoveryCodes[0] ?? '').toLowerCase().replaceAll('-', ' ');
    await verify(step(await signIn()), code, { recovery: true });
    await expect(verify(step(await signIn()), code, { recovery: true })).rejects.toMatchObject({
      code: 'USERS-FACTOR-CODE-INVALID',
    });
    expect(await one.users.factor.own.status(asAda(null))).toEqual({
      enabled: true,
      required: true,
      recoveryCodesLeft: 9,
    });
  });

  it('is good for nothing once there are others, which ends sessions', async () => {
    const { secret, recoveryCodes, session } = await enrol();
    const typed = { code: codeOf(secret), recovery: false };
    const renewed = await one.users.factor.own.renewRecoveryCodes(typed, asAda(session.sessionId));
    expect(renewed.recoveryCodes).toHaveLength(10);
    expect(await goesOn(session)).toBe(false);
    const [old, fresh] = [recoveryCodes[0] ?? '', renewed.recoveryCodes[0] ?? ''];
    await expect(verify(step(await signIn()), old, { recovery: true })).rejects.toMatchObject({
      status: 401,
    });
    expect((await verify(step(await signIn()), fresh, { recovery: true })).user.id).toBe(ada.id);
  });
});

describe('Replacing a second factor', () => {
  const replace = async (typed: { code: string; recovery: boolean }, sessionId: string) =>
    await one.users.factor.own.replace(typed, asAda(sessionId));

  it('takes the old one and a new one, and ends sessions', async () => {
    const { secret, session } = await enrol();
    const challenge = step(await replace({ code: codeOf(secret), recovery: false }, session.sessionId));
    expect(challenge.nextStep).toBe('enroll');
    const next = await beginEnrolment(challenge, other);
    expect(await goesOn(session)).toBe(true);
    const { challengeToken } = challenge;
    const confirmed = await one.users.factor.signIn.confirmEnrolment(
      { challengeToken, code: codeOf(next) },
      call(),
    );
    expect([confirmed.session, confirmed.recoveryCodes.length]).toEqual([null, 10]);
    expect(await goesOn(session)).toBe(false);
    pass(STEP_MS);
    await expect(verify(step(await signIn()), codeOf(secret))).rejects.toMatchObject({ status: 401 });
    expect((await verify(step(await signIn()), codeOf(next))).user.id).toBe(ada.id);
  });

  it('takes a session that is fresh, and a code that is right', async () => {
    const { secret, session } = await enrol();
    await expect(
      replace({ code: wrongCodeOf(secret), recovery: false }, session.sessionId),
    ).rejects.toMatchObject({ code: 'USERS-FACTOR-CODE-INVALID' });
    pass((FRESH_SESSION_SECONDS + 1) * 1000);
    const typed = { code: codeOf(secret), recovery: false };
    for (const sessionId of [session.sessionId, randomUUID()]) {
      await expect(replace(typed, sessionId)).rejects.toMatchObject({
        code: 'USERS-FACTOR-NEEDS-FRESH-SESSION',
        status: 403,
      });
    }
  });

  it('is not for an API key, nor is anything else of it', async () => {
    const { secret } = await enrol();
    const byKey = call({ principal: { ...signedIn(ada.id, 'admin'), authMethod: 'api_key' } });
    const typed = { code: codeOf(secret), recovery: false };
    const { own, resets } = one.users.factor;
    for (const attempt of [
      own.status(byKey),
      own.replace(typed, byKey),
      own.renewRecoveryCodes(typed, byKey),
      resets.reset({ user: ada.id, reason: 'lost' }, byKey),
    ]) {
      await expect(attempt).rejects.toMatchObject({ code: 'USERS-FACTOR-NEEDS-SESSION', status: 403 });
    }
  });
});

describe('Resetting a second factor', () => {
  let bob: string;
  beforeEach(async () => {
    bob = (await one.users.addUser.execute({ ...account('Bob'), role: 'user' }, asAda(null))).user.id;
  });

  const reset = async () =>
    await one.users.factor.resets.reset({ user: bob, reason: 'Ticket 4711' }, asAda(null));
  const recover = async ({ challengeToken }: NextStep, ticket: string) =>
    await other.users.factor.resets.recover({ challengeToken, ticket }, call());

  it('lets whoever has the ticket enrol another one, and ends sessions', async () => {
    const { session, secret } = await enrol('Bob');
    const { ticket } = await reset();
    await expect(one.users.resolvePrincipal.execute({ ...session, userId: bob })).rejects.toMatchObject({
      code: 'USERS-SESSION-ENDED',
    });
    const challenge = step(await signIn('Bob'));
    expect(challenge.nextStep).toBe('recover');
    await expect(recover(challenge, randomUUID())).rejects.toMatchObject({
      code: 'USERS-FACTOR-TICKET-INVALID',
      status: 401,
    });
    const next = await recover(challenge, ticket);
    expect(next.nextStep).toBe('enroll');
    await expect(recover(step(await signIn('Bob')), ticket)).rejects.toMatchObject({ status: 401 });
    const fresh = await beginEnrolment(next);
    const { challengeToken } = next;
    const confirmed = await one.users.factor.signIn.confirmEnrolment(
      { challengeToken, code: codeOf(fresh) },
      call(),
    );
    expect(confirmed.session?.user.id).toBe(bob);
    expect(fresh).not.toBe(secret);
    const [requested] = await installation.historyOf('users.factor.reset-requested.v1');
    expect(requested?.data).toMatchObject({ userId: bob, reason: 'Ticket 4711' });
    expect(JSON.stringify(await installation.history())).not.toContain(ticket);
  });

  it('of the primary administrator is the operator’s, by their e-mail as well', async () => {
    await enrol();
    const user = account('Ada').email.toUpperCase();
    const { ticket } = await one.users.factor.resets.reset(
      { user, reason: 'lost' },
      call({ principal: SYSTEM }),
    );
    expect((await recover(step(await signIn()), ticket)).nextStep).toBe('enroll');
    const nobody = one.users.factor.resets.reset(
      { user: 'nobody@example.com', reason: 'lost' },
      call({ principal: SYSTEM }),
    );
    await expect(nobody).rejects.toMatchObject({ code: 'USERS-NOT-FOUND' });
  });

  it('is over after half an hour, when the old one counts as before', async () => {
    const { secret } = await enrol('Bob');
    const { ticket, expiresAt } = await reset();
    expect(expiresAt).toBe(Math.floor(Date.now() / 1000) + TICKET_SECONDS);
    pass((TICKET_SECONDS - 1) * 1000);
    const late = step(await signIn('Bob'));
    expect(late.nextStep).toBe('recover');
    pass(1000);
    await expect(recover(late, ticket)).rejects.toMatchObject({ code: 'USERS-FACTOR-TICKET-INVALID' });
    expect((await verify(step(await signIn('Bob')), codeOf(secret))).user.id).toBe(bob);
  });

  it('is not for oneself, for the primary administrator, nor for whoever has none', async () => {
    await expect(reset()).rejects.toMatchObject({ code: 'USERS-FACTOR-NOT-ENROLLED', status: 409 });
    await enrol();
    const { resets } = one.users.factor;
    const asked = { user: ada.id, reason: 'lost' };
    await expect(resets.reset(asked, asAda(null))).rejects.toMatchObject({ code: 'USERS-FACTOR-OWN-RESET' });
    const byBob = call({ principal: signedIn(bob, 'admin') });
    await expect(resets.reset(asked, byBob)).rejects.toMatchObject({
      code: 'USERS-CREDENTIALS-PROTECTED',
      status: 403,
    });
    const unknown = { ...asked, user: randomUUID() };
    await expect(resets.reset(unknown, asAda(null))).rejects.toMatchObject({ code: 'USERS-NOT-FOUND' });
  });
});

describe('What sign-ins ask for', () => {
  it('ends every session when it changes, on every replica, and those of another server', async () => {
    const { session } = await enrol();
    expect(await goesOn(session)).toBe(true);
    const off = installation.startProcess();
    await off.users.factor.policies.follow(call());
    expect(await goesOn(session)).toBe(false);
    expect(await goesOn({ sessionId: null, sessionStamp: null })).toBe(false);
    const plain = started(await off.users.signIn.execute(password(), call()));
    expect([await goesOn(plain), plain.factorProven]).toEqual([true, false]);
    expect((await one.users.sessionList.of(ada.id, { page: 1, pageSize: 10 }, asAda(null))).total).toBe(1);
    // Once, however often it is looked at, and by whom.
    await Promise.all(
      [off, installation.startProcess()].map(({ users }) => users.factor.policies.follow(call())),
    );
    expect(await goesOn(plain)).toBe(true);
    expect(await installation.historyOf('users.sign-in-policy.changed.v1')).toHaveLength(2);
  });

  it('is followed by whoever starts, though nothing is told', async () => {
    const { policies } = installation.startProcess().users.factor;
    policies.start();
    try {
      await vi.waitFor(async () => expect((await policies.current()).policy.ENABLE_MFA).toBe(false));
    } finally {
      policies.stop();
    }
    expect(started(await signIn()).factorProven).toBe(false);
  });

  it('lets a session go on that changes its person’s password', async () => {
    const { session } = await enrol();
    const change = { password: password().password, newPassword: 'another password' };
    await one.users.passwordChanges.changeOwn(change, asAda(session.sessionId));
    expect(await goesOn(session)).toBe(true);
    const [changed] = await installation.historyOf('users.password.changed.v1');
    const epoch = (await one.users.factor.policies.current()).epoch;
    expect(
      (await one.users.sessionList.own({ page: 1, pageSize: 10 }, asAda(session.sessionId))).items,
    ).toEqual([expect.objectContaining({ id: session.sessionId, current: true })]);
    const stamp = stampIn(epoch, changed?.data.sessionStamp.new ?? '');
    expect(await goesOn({ sessionId: null, sessionStamp: stamp })).toBe(true);
  });
});

describe('Deleting an account', () => {
  it('takes its second factor with it', async () => {
    const added = await one.users.addUser.execute({ ...account('Bob'), role: 'user' }, asAda(null));
    const { id } = added.user;
    const { secret } = await enrol('Bob');
    const challenge = step(await signIn('Bob'));
    await one.users.accounts.deleteUser.execute(id, true, asAda(null));
    await expect(verify(challenge, codeOf(secret))).rejects.toMatchObject({
      code: 'USERS-CHALLENGE-INVALID',
    });
    expect(await installation.historyOf('users.factor.removed.v1')).toHaveLength(1);
    const [begun] = await installation.historyOf('users.factor.enrolment-begun.v1');
    expect(
      await installation.sealing.unseal(USER_PURPOSES.factorSecret, begun?.data.secret ?? ''),
    ).toBeUndefined();
  });
});
