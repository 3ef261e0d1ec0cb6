import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { account, call, signedIn, started, UsersInstallation } from '../testing/users-installation.js';
import type { UsersProcess } from '../testing/users-installation.js';

const { email, password } = account('Ada');
let installation: UsersInstallation;
let users: UsersProcess['users'];
let ada: string;
beforeEach(async () => {
  installation = await UsersInstallation.open();
  users = installation.startProcess().users;
  ada = (await users.signUp.execute(account('Ada'), call())).user.id;
});
afterEach(() => installation.close());

describe('Signing in', () => {
  it('starts a session', async () => {
    const { user, sessionId } = started(
      await users.signIn.execute({ email: 'ADA@EXAMPLE.COM', password }, call()),
    );
    expect(user).toEqual({
      id: ada,
      email: 'ada@example.com',
      name: 'Ada',
      role: 'admin',
      profile_image_url: '/user.png',
    });
    expect(await users.resolvePrincipal.execute({ userId: ada, sessionId, sessionStamp: null })).toEqual(
      signedIn(ada, 'admin', sessionId),
    );
  });

  it('is done by the person, once the password has proven who they are', async () => {
    await users.signIn.execute({ email, password }, call());
    const session = (await installation.historyOf('users.session.started.v1')).at(-1);
    expect(session?.metadata['actor']).toMatchObject({ kind: 'user', id: ada, role: 'admin' });
  });

  it('starts the same session again when it is repeated', async () => {
    const command = call();
    const first = await users.signIn.execute({ email, password }, command);
    expect(await users.signIn.execute({ email, password }, command)).toEqual(first);
  });

  it('never ends where sessions do not expire', async () => {
    const { users: forEver } = installation.startProcess({ policy: { sessionLifetimeMs: null } });
    expect(started(await forEver.signIn.execute({ email, password }, call())).expiresAt).toBeNull();
  });

  it.each([
    ['a wrong password', { email, password: 'guess' }, 'wrong-password'],
    ['an empty password', { email, password: '' }, 'wrong-password'],
    ['a password that is longer than any', { email, password: 'x'.repeat(100_000) }, 'wrong-password'],
    ['an e-mail that nobody has', { email: 'eve@example.com', password }, 'unknown-email'],
    ['a text that is no e-mail', { email: '%', password }, 'unknown-email'],
  ])('is refused with %s, in the same words, and recorded', async (_what, credentials, reason) => {
    await expect(users.signIn.execute(credentials, call())).rejects.toMatchObject({
      code: 'USERS-CREDENTIALS-INVALID',
      status: 400,
    });
    const [refusal] = await installation.historyOf('users.sign-in.refused.v1');
    expect(refusal?.data).toMatchObject({ reason, userId: reason === 'wrong-password' ? ada : null });
    expect(JSON.stringify(refusal)).not.toContain(credentials.email);
  });

  it('is recorded for each password tried, under one Idempotency-Key too', async () => {
    const key = call();
    for (const guess of ['one', 'two', 'two']) {
      await expect(
        users.signIn.execute({ email, password: guess }, { ...key, commandHash: guess }),
      ).rejects.toMatchObject({ code: 'USERS-CREDENTIALS-INVALID' });
    }
    expect(await installation.historyOf('users.sign-in.refused.v1')).toHaveLength(2);
  });

  it('is not possible for somebody whose data was erased', async () => {
    await installation.sealing.destroy(`user:${ada}`);
    await expect(users.signIn.execute({ email, password }, call())).rejects.toMatchObject({
      code: 'USERS-CREDENTIALS-INVALID',
    });
  });
});

describe('Signing out', () => {
  it('ends the session, for this token and no other', async () => {
    const [one, other] = [
      started(await users.signIn.execute({ email, password }, call())),
      started(await users.signIn.execute({ email, password }, call())),
    ];
    await users.sessions.endOwn(call({ principal: signedIn(ada, 'admin', one.sessionId) }));
    await expect(
      users.resolvePrincipal.execute({ userId: ada, sessionId: one.sessionId, sessionStamp: null }),
    ).rejects.toMatchObject({ code: 'USERS-SESSION-ENDED', status: 401 });
    expect(
      (await users.resolvePrincipal.execute({ userId: ada, sessionId: other.sessionId, sessionStamp: null }))
        .sessionId,
    ).toBe(other.sessionId);
  });

  it('ends the session of a token that another server with the same secret has made', async () => {
    const sessionId = randomUUID();
    expect((await users.resolvePrincipal.execute({ userId: ada, sessionId, sessionStamp: null })).id).toBe(
      ada,
    );
    await users.sessions.endOwn(call({ principal: signedIn(ada, 'admin', sessionId) }));
    await expect(
      users.resolvePrincipal.execute({ userId: ada, sessionId, sessionStamp: null }),
    ).rejects.toMatchObject({
      code: 'USERS-SESSION-ENDED',
    });
  });

  it('means nothing to who has no session', async () => {
    const before = await installation.history();
    await users.sessions.endOwn(call());
    await users.sessions.endOwn(call({ principal: signedIn(ada, 'admin', null) }));
    await users.sessions.endOwn(call({ principal: signedIn(ada, 'admin', 'no uuid') }));
    expect(await installation.history()).toEqual(before);
  });
});

describe('A token whose signature is good', () => {
  it('is refused when its user does not exist', async () => {
    await expect(
      users.resolvePrincipal.execute({ userId: randomUUID(), sessionId: null, sessionStamp: null }),
    ).rejects.toMatchObject({ code: 'USERS-SESSION-ENDED' });
  });

  it('is refused with the session of somebody else', async () => {
    const admin = call({ principal: signedIn(ada, 'admin') });
    const bob = started(await users.addUser.execute({ ...account('Bob'), role: 'user' }, admin));
    await expect(
      users.resolvePrincipal.execute({ userId: ada, sessionId: bob.sessionId, sessionStamp: null }),
    ).rejects.toMatchObject({ code: 'USERS-SESSION-ENDED' });
  });
});

describe('An administrator adding an account', () => {
  it('works although sign-up is closed, with any role, and leaves the primary administrator alone', async () => {
    const admin = call({ principal: signedIn(ada, 'admin') });
    const bob = await users.addUser.execute({ ...account('Bob'), role: 'admin' }, admin);
    expect(bob.user).toMatchObject({ name: 'Bob', role: 'admin' });
    const [registered] = (await installation.historyOf('users.user.registered.v1')).slice(-1);
    expect(registered?.data.source).toBe('administrator');
    expect(registered?.metadata['actor']).toMatchObject({ id: ada });
    expect(await installation.historyOf('users.primary-administrator.claimed.v1')).toHaveLength(1);
    expect(await users.currentUser.execute(call({ principal: signedIn(bob.user.id, 'admin') }))).toEqual({
      ...bob.user,
      bio: null,
      gender: null,
      date_of_birth: null,
      status_emoji: null,
      status_message: null,
      status_expires_at: null,
    });
  });
});
