import { randomUUID } from 'node:crypto';
import { credentialErrors, USER_PURPOSES, userSubject } from '@reeve/contracts';
import type { UsersEvent } from '@reeve/contracts';
import { hash } from '@node-rs/bcrypt';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { crashingAt, ProcessCrashed } from '../testing/crashing-event-store.js';
import { account, call, signedIn, started, UsersInstallation } from '../testing/users-installation.js';
import type { UsersProcess } from '../testing/users-installation.js';
import { createPasswordRule } from './password-rule.js';

const { email, password } = account('Ada');
const NEW_PASSWORD = 'another password';
let installation: UsersInstallation;
let users: UsersProcess['users'];
let ada: string;
beforeEach(async () => {
  installation = await UsersInstallation.open();
  users = installation.startProcess().users;
  ada = (await users.signUp.execute(account('Ada'), call())).user.id;
});
afterEach(() => installation.close());

const signIn = async (withPassword: string) =>
  started(await users.signIn.execute({ email, password: withPassword }, call()));
const goesOn = async ({ sessionId, sessionStamp }: { sessionId: string; sessionStamp: string | null }) =>
  await users.resolvePrincipal.execute({ userId: ada, sessionId, sessionStamp }).then(
    () => true,
    () => false,
  );
const asAda = (sessionId: string | null = null) => call({ principal: signedIn(ada, 'admin', sessionId) });

describe('Changing one’s own password', () => {
  it('ends every other session, and lets the one that asks go on', async () => {
    const [one, other] = [await signIn(password), await signIn(password)];
    await users.passwordChanges.changeOwn({ password, newPassword: NEW_PASSWORD }, asAda(one.sessionId));

    expect([await goesOn(one), await goesOn(other)]).toEqual([true, false]);
    await expect(signIn(password)).rejects.toMatchObject({ code: 'USERS-CREDENTIALS-INVALID' });
    const fresh = await signIn(NEW_PASSWORD);
    expect(await goesOn(fresh)).toBe(true);

    // Whoever changed it last goes on: the one that outlived the change before does not outlive this one.
    await users.passwordChanges.changeOwn(
      { password: NEW_PASSWORD, newPassword: password },
      asAda(fresh.sessionId),
    );
    expect([await goesOn(one), await goesOn(fresh)]).toEqual([false, true]);
  });

  it('ends what another server with the same secret has started, but for the session that asks', async () => {
    const [one, other] = [randomUUID(), randomUUID()].map((sessionId) => ({ sessionId, sessionStamp: null }));
    if (one === undefined || other === undefined) throw new Error('two sessions');
    expect([await goesOn(one), await goesOn(other)]).toEqual([true, true]);
    await users.passwordChanges.changeOwn({ password, newPassword: NEW_PASSWORD }, asAda(one.sessionId));
    expect([await goesOn(one), await goesOn(other)]).toEqual([true, false]);
  });

  it('takes the password there is', async () => {
    await expect(
      users.passwordChanges.changeOwn({ password: 'guess', newPassword: NEW_PASSWORD }, asAda()),
    ).rejects.toMatchObject({ code: 'USERS-PASSWORD-INCORRECT', status: 400 });
    expect(await installation.historyOf('users.password.changed.v1')).toEqual([]);
  });

  it.each([
    ['', 'USERS-PASSWORD-EMPTY'],
    ['x'.repeat(4097), 'USERS-PASSWORD-TOO-LONG'],
    ['too simple', 'USERS-PASSWORD-REFUSED'],
  ])('takes no %j', async (newPassword, code) => {
    const { users: strict } = installation.startProcess({
      policy: { passwordRule: createPasswordRule({ pattern: '.*\\d', hint: null }) },
    });
    await expect(strict.passwordChanges.changeOwn({ password, newPassword }, asAda())).rejects.toMatchObject({
      code,
      status: 400,
    });
    await strict.passwordChanges.changeOwn({ password, newPassword: `${'x'.repeat(200)}7` }, asAda());
  });

  it('is done once when it is repeated, although the old password is the wrong one by then', async () => {
    const { sessionId } = await signIn(password);
    const command = asAda(sessionId);
    for (let attempt = 0; attempt < 2; attempt++) {
      await users.passwordChanges.changeOwn({ password, newPassword: NEW_PASSWORD }, command);
    }
    expect(await installation.historyOf('users.password.changed.v1')).toHaveLength(1);
    await expect(
      users.passwordChanges.changeOwn(
        { password, newPassword: NEW_PASSWORD },
        { ...command, commandHash: 'another request' },
      ),
    ).rejects.toMatchObject({ code: 'USERS-PASSWORD-INCORRECT' });
  });

  it('is refused to one of two who change it at once', async () => {
    const outcomes = await Promise.allSettled(
      ['one', 'two'].map((name) =>
        users.passwordChanges.changeOwn({ password, newPassword: `${name} password` }, asAda()),
      ),
    );
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(refused).toHaveLength(1);
    expect((refused[0]?.reason as { code: string }).code).toBe(credentialErrors.credentialChanged().code);
  });

  it('puts no password and no hash into the log', async () => {
    await users.passwordChanges.changeOwn({ password, newPassword: NEW_PASSWORD }, asAda());
    const log = JSON.stringify(await installation.history());
    expect(log).not.toContain(NEW_PASSWORD);
    expect(log).not.toContain('$argon2');
  });
});

describe('An administrator giving somebody a password', () => {
  let bob: string;
  beforeEach(async () => {
    bob = (await users.addUser.execute({ ...account('Bob'), role: 'user' }, asAda())).user.id;
  });

  it('ends all of their sessions', async () => {
    const { email: bobsEmail, password: bobsPassword } = account('Bob');
    const session = started(await users.signIn.execute({ email: bobsEmail, password: bobsPassword }, call()));
    await users.passwordChanges.changeFor(bob, NEW_PASSWORD, asAda());
    await expect(users.resolvePrincipal.execute({ userId: bob, ...session })).rejects.toMatchObject({
      code: 'USERS-SESSION-ENDED',
    });
    expect((await users.signIn.execute({ email: bobsEmail, password: NEW_PASSWORD }, call())).user.id).toBe(
      bob,
    );
    const [changed] = await installation.historyOf('users.password.changed.v1');
    expect(changed?.data).toMatchObject({ userId: bob, source: 'administrator', keptSessionId: null });
  });

  it('changes it with the account, all or nothing of what could be refused', async () => {
    const { updateUser } = users.accounts;
    const changes = { name: 'Robert', password: NEW_PASSWORD };
    await expect(
      updateUser.execute(bob, { ...changes, password: 'x'.repeat(5000) }, asAda()),
    ).rejects.toMatchObject({ code: 'USERS-PASSWORD-TOO-LONG' });
    expect((await users.accounts.records.record(bob)).name).toBe('Bob');
    const again = asAda();
    for (const command of [again, again]) {
      expect((await updateUser.execute(bob, changes, command)).user.name).toBe('Robert');
    }
    expect(await installation.historyOf('users.password.changed.v1')).toHaveLength(1);
    expect(
      (await users.signIn.execute({ email: account('Bob').email, password: NEW_PASSWORD }, call())).user.id,
    ).toBe(bob);
  });

  it('changes the password when the command comes again after a crash that left only the account changed', async () => {
    const command = asAda();
    const changes = { name: 'Robert', password: NEW_PASSWORD };
    const crashing = installation.startProcess({ through: crashingAt(0, 'after') });
    await expect(crashing.users.accounts.updateUser.execute(bob, changes, command)).rejects.toThrow(
      ProcessCrashed,
    );
    await users.accounts.updateUser.execute(bob, changes, command);
    expect(await installation.historyOf('users.user.renamed.v1')).toHaveLength(1);
    expect(await installation.historyOf('users.password.changed.v1')).toHaveLength(1);
  });

  it('keeps the session that asks, where it is about themselves', async () => {
    const { email: adasEmail, password: adasPassword } = account('Ada');
    const session = started(await users.signIn.execute({ email: adasEmail, password: adasPassword }, call()));
    const other = started(await users.signIn.execute({ email: adasEmail, password: adasPassword }, call()));
    const asker = call({ principal: signedIn(ada, 'admin', session.sessionId) });
    await users.accounts.updateUser.execute(ada, { password: NEW_PASSWORD }, asker);
    expect((await users.resolvePrincipal.execute({ userId: ada, ...session })).id).toBe(ada);
    await expect(users.resolvePrincipal.execute({ userId: ada, ...other })).rejects.toMatchObject({
      status: 401,
    });
  });

  it('is refused for the primary administrator, and for nobody', async () => {
    const asBob = call({ principal: signedIn(bob, 'admin') });
    await expect(users.passwordChanges.changeFor(ada, NEW_PASSWORD, asBob)).rejects.toMatchObject({
      code: 'USERS-CREDENTIALS-PROTECTED',
      status: 403,
    });
    await expect(
      users.accounts.updateUser.execute(ada, { password: NEW_PASSWORD }, asBob),
    ).rejects.toMatchObject({
      code: 'USERS-PRIMARY-ADMINISTRATOR-PROTECTED',
    });
    await expect(users.passwordChanges.changeFor(randomUUID(), NEW_PASSWORD, asAda())).rejects.toMatchObject({
      code: 'USERS-NOT-FOUND',
      status: 404,
    });
  });
});

describe('A password that Open WebUI has hashed', () => {
  const LONG = `${'a long password '.repeat(5)}of which bcrypt takes 72 bytes`;
  let cyd: string;
  beforeEach(async () => {
    cyd = randomUUID();
    await imported(cyd, LONG);
  });

  const hashes = async () => await installation.historyOf('users.password.rehashed.v1');
  const asCyd = { email: account('Cyd').email, password: LONG };

  it('is proven as there, and kept under argon2id from then on', async () => {
    expect((await users.signIn.execute(asCyd, call())).user.id).toBe(cyd);
    expect(await hashes()).toHaveLength(1);
    const sealed = (await hashes())[0]?.data.passwordHash ?? '';
    expect(await installation.sealing.unseal(USER_PURPOSES.passwordHash, sealed)).toMatch(/^\$argon2id\$/);
    expect((await users.signIn.execute(asCyd, call())).user.id).toBe(cyd);
    expect(await hashes()).toHaveLength(1);
    // All of it counts now.
    await expect(
      users.signIn.execute({ ...asCyd, password: LONG.slice(0, 72) }, call()),
    ).rejects.toMatchObject({ code: 'USERS-CREDENTIALS-INVALID' });
  });

  it('ends no session by being kept better', async () => {
    const session = started(await users.signIn.execute(asCyd, call()));
    expect((await users.resolvePrincipal.execute({ userId: cyd, ...session })).id).toBe(cyd);
  });

  it('is kept better once by sign-ins at the same time', async () => {
    await Promise.all([1, 2, 3].map(() => users.signIn.execute(asCyd, call())));
    expect(await hashes()).toHaveLength(1);
  });

  it('is not kept better by a wrong one', async () => {
    await expect(users.signIn.execute({ ...asCyd, password: 'guess' }, call())).rejects.toMatchObject({
      code: 'USERS-CREDENTIALS-INVALID',
    });
    expect(await hashes()).toEqual([]);
  });
});

/** As an import would leave it: a user whose hash bcrypt has made. */
async function imported(userId: string, theirPassword: string): Promise<void> {
  const seal = (purpose: keyof typeof USER_PURPOSES, text: string) =>
    installation.sealing.seal(userSubject(userId), USER_PURPOSES[purpose], text);
  const { name, email: theirEmail, profileImageUrl } = account('Cyd');
  const used = new Uint8Array(Buffer.from(theirPassword).subarray(0, 72));
  const event: UsersEvent = {
    type: 'users.user.registered.v1',
    data: {
      userId,
      name: await seal('name', name),
      email: await seal('email', theirEmail),
      emailFingerprint: installation.sealing.fingerprint(USER_PURPOSES.email, theirEmail),
      profileImageUrl: await seal('profileImageUrl', profileImageUrl),
      passwordHash: await seal('passwordHash', await hash(used, 4)),
      role: 'user',
      source: 'administrator',
    },
  };
  await installation.record(`user-${userId}`, event);
}
