import { randomUUID } from 'node:crypto';
import type { StartedSession } from '@reeve/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { account, call, signedIn, started, UsersInstallation } from '../testing/users-installation.js';
import type { UsersProcess } from '../testing/users-installation.js';

const PAGE = { page: 1, pageSize: 10 };
let installation: UsersInstallation;
let users: UsersProcess['users'];
let ada: string;
let bob: string;
beforeEach(async () => {
  installation = await UsersInstallation.open();
  users = installation.startProcess().users;
  ada = (await users.signUp.execute(account('Ada'), call())).user.id;
  bob = (await users.addUser.execute({ ...account('Bob'), role: 'admin' }, as(ada))).user.id;
});
afterEach(() => installation.close());

const as = (id: string, sessionId: string | null = null) =>
  call({ principal: signedIn(id, 'admin', sessionId) });
const signIn = async (name: string) => {
  const { email, password } = account(name);
  return started(await users.signIn.execute({ email, password }, call()));
};
const goesOn = async ({ user, sessionId, sessionStamp }: StartedSession) =>
  await users.resolvePrincipal.execute({ userId: user.id, sessionId, sessionStamp }).then(
    () => true,
    () => false,
  );
/** The session that an account begins with is one more. */
const idsOf = async (id: string) =>
  (await users.sessionList.of(id, PAGE, as(ada))).items.map((session) => session.id);

describe('Sessions', () => {
  it('are listed for whom they are, while they go on', async () => {
    const [one, other] = [await signIn('Bob'), await signIn('Bob')];
    const own = await users.sessionList.own(PAGE, as(bob, one.sessionId));
    expect(own.total).toBe(3);
    expect(own.items.find(({ id }) => id === one.sessionId)).toEqual({
      id: one.sessionId,
      started_at: one.issuedAt,
      expires_at: one.expiresAt,
      ip: null,
      user_agent: null,
      current: true,
    });
    expect(own.items.find(({ id }) => id === other.sessionId)?.current).toBe(false);
    await users.sessionEndings.endOwn(other.sessionId, as(bob));
    expect(await idsOf(bob)).toHaveLength(2);
    expect(await idsOf(bob)).not.toContain(other.sessionId);
  });

  it('are listed by pages', async () => {
    for (let nth = 0; nth < 4; nth++) await signIn('Bob');
    const pages = await Promise.all(
      [1, 2, 3, 4].map((page) => users.sessionList.own({ page, pageSize: 2 }, as(bob))),
    );
    expect(pages.map(({ items, total }) => [items.length, total])).toEqual([
      [2, 5],
      [2, 5],
      [1, 5],
      [0, 5],
    ]);
    expect(new Set(pages.flatMap(({ items }) => items.map(({ id }) => id))).size).toBe(5);
  });

  it('that have expired are not listed', async () => {
    await signIn('Bob');
    const { now: realNow } = Date;
    Date.now = () => realNow() + 3_601_000;
    try {
      expect(await idsOf(bob)).toEqual([]);
    } finally {
      Date.now = realNow;
    }
  });

  it('of nobody are not found', async () => {
    await expect(users.sessionList.of(randomUUID(), PAGE, as(ada))).rejects.toMatchObject({
      code: 'USERS-NOT-FOUND',
    });
    await expect(users.sessionEndings.endAll(randomUUID(), as(ada))).rejects.toMatchObject({
      code: 'USERS-NOT-FOUND',
    });
  });
});

describe('Ending one session', () => {
  it('ends it for its person, and for an administrator', async () => {
    const [one, other, third] = [await signIn('Bob'), await signIn('Bob'), await signIn('Bob')];
    await users.sessionEndings.endOwn(one.sessionId, as(bob));
    await users.sessionEndings.endOne(bob, other.sessionId, as(ada));
    expect([await goesOn(one), await goesOn(other), await goesOn(third)]).toEqual([false, false, true]);
    const ended = await installation.historyOf('users.session.ended.v1');
    expect(ended.map(({ data }) => data.reason)).toEqual(['owner', 'administrator']);
  });

  it('does not end somebody else’s, nor what there is not', async () => {
    const session = await signIn('Ada');
    for (const sessionId of [session.sessionId, randomUUID(), 'no id']) {
      await expect(users.sessionEndings.endOwn(sessionId, as(bob))).rejects.toMatchObject({
        code: 'USERS-SESSION-NOT-FOUND',
        status: 404,
      });
      await expect(users.sessionEndings.endOne(bob, sessionId, as(ada))).rejects.toMatchObject({
        code: 'USERS-SESSION-NOT-FOUND',
      });
    }
    expect(await goesOn(session)).toBe(true);
  });

  it('of the primary administrator is refused to other administrators', async () => {
    const session = await signIn('Ada');
    await expect(users.sessionEndings.endOne(ada, session.sessionId, as(bob))).rejects.toMatchObject({
      code: 'USERS-CREDENTIALS-PROTECTED',
      status: 403,
    });
    expect(await goesOn(session)).toBe(true);
  });
});

describe('Ending all sessions of a person', () => {
  it('is one event, however many there are, and no session of anybody else', async () => {
    const bobs = await Promise.all([signIn('Bob'), signIn('Bob'), signIn('Bob')]);
    const adas = await signIn('Ada');
    const before = (await installation.history()).length;
    await users.sessionEndings.endAll(bob, as(ada));
    expect((await installation.history()).slice(before).map(({ type }) => type)).toEqual([
      'users.session.all-ended.v1',
    ]);
    expect(await Promise.all(bobs.map(goesOn))).toEqual([false, false, false]);
    expect(await goesOn(adas)).toBe(true);
    expect(await idsOf(bob)).toEqual([]);
    const fresh = await signIn('Bob');
    expect([await goesOn(fresh), await idsOf(bob)]).toEqual([true, [fresh.sessionId]]);
  });

  it('can leave the one that asks', async () => {
    const [one, other] = [await signIn('Bob'), await signIn('Bob')];
    await users.sessionEndings.endAllOwn(true, as(bob, one.sessionId));
    expect([await goesOn(one), await goesOn(other)]).toEqual([true, false]);
    expect(await idsOf(bob)).toEqual([one.sessionId]);
    await users.sessionEndings.endAllOwn(false, as(bob, one.sessionId));
    expect(await goesOn(one)).toBe(false);
  });

  it('ends what other servers with the same secret have started too', async () => {
    const foreign = { userId: bob, sessionId: randomUUID(), sessionStamp: null };
    expect((await users.resolvePrincipal.execute(foreign)).id).toBe(bob);
    await users.sessionEndings.endAll(bob, as(ada));
    for (const token of [foreign, { ...foreign, sessionId: null }]) {
      await expect(users.resolvePrincipal.execute(token)).rejects.toMatchObject({
        code: 'USERS-SESSION-ENDED',
      });
    }
  });

  it('leaves no session that was proven before they ended and begins after it', async () => {
    const { user, sessionStamp } = await signIn('Bob');
    await users.sessionEndings.endAll(bob, as(ada));
    const late = await users.sessions.start(
      user,
      { method: 'password', sessionStamp, factorProven: false },
      as(bob),
    );
    expect([await goesOn(late), await idsOf(bob)]).toEqual([false, []]);
  });

  it('of the primary administrator is refused to other administrators, and not to themselves', async () => {
    await expect(users.sessionEndings.endAll(ada, as(bob))).rejects.toMatchObject({
      code: 'USERS-CREDENTIALS-PROTECTED',
    });
    await users.sessionEndings.endAll(ada, as(ada));
    expect(await idsOf(ada)).toEqual([]);
  });
});

describe('A token', () => {
  it('with a stamp that is not its person’s is refused', async () => {
    const sessionStamp = 'of another installation';
    await expect(
      users.resolvePrincipal.execute({ userId: bob, sessionId: randomUUID(), sessionStamp }),
    ).rejects.toMatchObject({ code: 'USERS-SESSION-ENDED', status: 401 });
  });
});
