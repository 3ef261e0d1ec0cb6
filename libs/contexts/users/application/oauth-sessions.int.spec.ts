import { randomUUID } from 'node:crypto';
import type { AuthenticationMethod } from '@reeve/contracts';
import { sessionStream } from '@reeve/users/domain';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { account, add, call, signedIn, UsersInstallation } from '../testing/users-installation.js';
import type { UsersProcess } from '../testing/users-installation.js';

let installation: UsersInstallation;
let users: UsersProcess['users'];
let administrator: ReturnType<typeof signedIn>;
let bob: { readonly id: string; readonly sessionId: string };
beforeEach(async () => {
  installation = await UsersInstallation.open();
  const process = installation.startProcess();
  users = process.users;
  const { user } = await users.signUp.execute(account('Ada'), call());
  administrator = signedIn(user.id, 'admin');
  bob = await add(process, administrator, 'Bob');
});
afterEach(() => installation.close());

/** One that goes on for so many seconds, under their stamp. @returns its id. */
async function givenSession(userId: string, method: AuthenticationMethod, lifetimeSeconds = 3600) {
  const sessionId = randomUUID();
  const startedAt = Math.floor(Date.now() / 1000) - 10;
  const expiresAt = startedAt + 10 + lifetimeSeconds;
  const data = { sessionId, userId, method, startedAt, expiresAt };
  await installation.record(sessionStream(sessionId), { type: 'users.session.started.v1', data });
  return sessionId;
}
const shown = async (userId: string) => (await users.oauthSessions.of(userId)).map(({ id }) => id);
const endOwn = (provider = 'oidc', sessionId: string | null = null) =>
  users.oauthSessions.endOwn(provider, call({ principal: signedIn(bob.id, 'user', sessionId) }));

describe('Sessions with an identity provider', () => {
  it('are those that were started with it and go on, and what they are is told without a token', async () => {
    await givenSession(bob.id, 'ldap');
    await givenSession(bob.id, 'oauth', -1);
    const [short, long] = [await givenSession(bob.id, 'oauth', 60), await givenSession(bob.id, 'oauth')];
    const told = await users.oauthSessions.of(bob.id);
    expect(told.map(({ id }) => id)).toEqual([long, short]);
    const { expires_at, created_at, ...rest } = told[0] ?? { expires_at: 0, created_at: 0 };
    expect(rest).toEqual({ id: long, user_id: bob.id, provider: 'oidc', updated_at: created_at });
    expect((expires_at ?? 0) - created_at).toBe(3610);
  });

  it('are none after the stamp of their person has changed', async () => {
    await givenSession(bob.id, 'oauth');
    await users.sessionEndings.endAll(bob.id, call({ principal: administrator }));
    await expect(users.oauthSessions.of(bob.id)).rejects.toMatchObject({
      code: 'USERS-OAUTH-SESSIONS-NONE',
      status: 400,
    });
  });

  it('of nobody are not found', async () => {
    await expect(users.oauthSessions.of(randomUUID())).rejects.toMatchObject({
      code: 'USERS-NOT-FOUND',
      status: 404,
    });
  });

  it('are ended by their person all at once, however many, and no other sessions are', async () => {
    const mine = [];
    for (let nth = 0; nth < 101; nth++) mine.push(await givenSession(bob.id, 'oauth'));
    const theirs = await givenSession(administrator.id ?? '', 'oauth');

    expect(await endOwn('oidc', mine[0])).toEqual({ visible: true });

    await expect(shown(bob.id)).rejects.toMatchObject({ code: 'USERS-OAUTH-SESSIONS-NONE' });
    expect(await shown(administrator.id ?? '')).toEqual([theirs]);
    const ended = await installation.historyOf('users.session.ended.v1');
    expect(new Set(ended.map(({ data }) => data.sessionId))).toEqual(new Set(mine));
    expect(new Set(ended.map(({ data }) => data.reason))).toEqual(new Set(['disconnected']));
    const own = { principal: signedIn(bob.id, 'user') };
    const { items } = await users.sessionList.own({ page: 1, pageSize: 10 }, call(own));
    expect(items.map(({ id }) => id)).toEqual([bob.sessionId]);
  });

  it.each(['oidc', 'google', 'mcp:tools'])('that are not there cannot be ended: %s', async (provider) => {
    await expect(endOwn(provider)).rejects.toMatchObject({
      code: 'USERS-OAUTH-SESSION-NOT-FOUND',
      status: 404,
    });
    expect(await installation.historyOf('users.session.ended.v1')).toEqual([]);
  });

  it('end once, by two requests at once', async () => {
    await givenSession(bob.id, 'oauth');
    const outcomes = await Promise.allSettled([endOwn(), endOwn()]);
    expect(outcomes.some(({ status }) => status === 'fulfilled')).toBe(true);
    expect(await installation.historyOf('users.session.ended.v1')).toHaveLength(1);
  });
});
