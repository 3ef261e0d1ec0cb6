import { randomUUID } from 'node:crypto';
import { apiKeyHash } from '@reeve/contracts';
import type { CallContext } from '@reeve/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { account, call, signedIn, UsersInstallation } from '../testing/users-installation.js';
import type { UsersProcess } from '../testing/users-installation.js';
import type { ApiKeyPolicy } from './api-key-policy.js';

const UNNAMED = { name: null, expiresAt: null, allowedPaths: null };
const NAMED = { ...UNNAMED, name: 'Backup' };

let installation: UsersInstallation;
let users: UsersProcess['users'];
let ada: string;
let bob: string;
/** What the policy says, for a test to change. */
let policy: { enabled: boolean; allowedPaths: readonly string[] | null; permitted: Set<string> };
beforeEach(async () => {
  installation = await UsersInstallation.open();
  policy = { enabled: true, allowedPaths: null, permitted: new Set() };
  const apiKeys: ApiKeyPolicy = {
    settings: () => Promise.resolve(policy),
    isPermitted: (userId) => Promise.resolve(policy.permitted.has(userId)),
  };
  users = installation.startProcess({ apiKeys }).users;
  ada = (await users.signUp.execute(account('Ada'), call())).user.id;
  bob = (await users.addUser.execute({ ...account('Bob'), role: 'user' }, as(ada))).user.id;
});
afterEach(() => installation.close());

const as = (id: string, more: Partial<CallContext> = {}) =>
  call({ principal: signedIn(id, id === ada ? 'admin' : 'user'), ...more });
const byKey = (id: string) =>
  call({ principal: { ...signedIn(id, 'admin'), authMethod: 'api_key' }, ip: '192.0.2.7' });
const resolve = (apiKey: string) =>
  users.resolveApiKey.execute(
    apiKeyHash((purpose, value) => installation.sealing.fingerprint(purpose, value), apiKey),
  );

describe('An API key', () => {
  it('is shown when it is made, and known by its hash from then on', async () => {
    const { api_key: apiKey, id } = await users.apiKeys.create(UNNAMED, as(ada));
    expect(apiKey).toMatch(/^sk-[0-9a-f]{32}$/);
    expect(await resolve(apiKey)).toEqual({
      keyId: id,
      principal: { kind: 'user', id: ada, role: 'admin', sessionId: null, authMethod: 'api_key' },
      expiresAt: null,
      allowedPaths: [],
    });
    const [listed] = await users.apiKeyList.own(as(ada));
    expect(listed).toMatchObject({ id, name: null, masked: `sk-${'*'.repeat(28)}${apiKey.slice(-4)}` });
    expect(JSON.stringify(await installation.history())).not.toContain(apiKey.slice(3));
  });

  it('without a name takes the place of the one before', async () => {
    const [first, second] = [
      await users.apiKeys.create(UNNAMED, as(ada)),
      await users.apiKeys.create(UNNAMED, as(ada)),
    ];
    await expect(resolve(first.api_key)).rejects.toMatchObject({ code: 'AUTH-TOKEN-INVALID', status: 401 });
    expect((await resolve(second.api_key)).keyId).toBe(second.id);
  });

  it('with a name stands beside others; its name is sealed', async () => {
    await users.apiKeys.create(NAMED, as(ada));
    await users.apiKeys.create(NAMED, as(ada));
    const keys = await users.apiKeyList.own(as(ada));
    expect(keys.map(({ name }) => name)).toEqual(['Backup', 'Backup']);
    expect(JSON.stringify(await installation.history())).not.toContain('Backup');
  });

  it('is good until it expires', async () => {
    const expiresAt = Math.floor(Date.now() / 1000) + 60;
    const { api_key: apiKey } = await users.apiKeys.create({ ...NAMED, expiresAt }, as(ada));
    expect((await resolve(apiKey)).expiresAt).toBe(expiresAt);
    const { now: realNow } = Date;
    Date.now = () => realNow() + 61_000;
    try {
      await expect(resolve(apiKey)).rejects.toMatchObject({ code: 'AUTH-TOKEN-INVALID' });
    } finally {
      Date.now = realNow;
    }
  });

  it('is good for what both the installation and its owner allow', async () => {
    policy.allowedPaths = ['/api/v1/config'];
    const allowedPaths = ['/api/v1/config/banners'];
    const { api_key: apiKey } = await users.apiKeys.create({ ...NAMED, allowedPaths }, as(ada));
    expect((await resolve(apiKey)).allowedPaths).toEqual([policy.allowedPaths, allowedPaths]);
  });

  it('is made once by a command that is repeated, and not shown again', async () => {
    const command = as(ada);
    await users.apiKeys.create(NAMED, command);
    await expect(users.apiKeys.create(NAMED, command)).rejects.toMatchObject({
      code: 'USERS-API-KEY-NOT-SHOWN-AGAIN',
      status: 409,
    });
    expect(await users.apiKeyList.own(as(ada))).toHaveLength(1);
  });

  it('makes and deletes no keys', async () => {
    const { id } = await users.apiKeys.create(NAMED, as(ada));
    for (const attempt of [
      users.apiKeys.create(NAMED, byKey(ada)),
      users.apiKeys.deleteOwn(id, byKey(ada)),
      users.apiKeys.deleteOwn(null, byKey(ada)),
    ]) {
      await expect(attempt).rejects.toMatchObject({ code: 'USERS-API-KEY-NEEDS-SESSION', status: 403 });
    }
  });

  it('is kept although the password and all sessions change', async () => {
    const { api_key: apiKey } = await users.apiKeys.create(NAMED, as(ada));
    await users.sessionEndings.endAllOwn(false, as(ada));
    expect((await resolve(apiKey)).principal.id).toBe(ada);
  });
});

describe('Who may have API keys', () => {
  it('is an administrator, and whoever has the permission', async () => {
    await expect(users.apiKeys.create(UNNAMED, as(bob))).rejects.toMatchObject({
      code: 'USERS-API-KEY-CREATION-NOT-ALLOWED',
      status: 403,
    });
    policy.permitted.add(bob);
    const { api_key: apiKey } = await users.apiKeys.create(UNNAMED, as(bob));
    expect((await resolve(apiKey)).principal).toMatchObject({ id: bob, role: 'user' });
    policy.permitted.delete(bob);
    await expect(resolve(apiKey)).rejects.toMatchObject({ code: 'USERS-API-KEY-NOT-ALLOWED', status: 403 });
  });

  it('is nobody where they are switched off', async () => {
    const { api_key: apiKey } = await users.apiKeys.create(UNNAMED, as(ada));
    policy.enabled = false;
    await expect(resolve(apiKey)).rejects.toMatchObject({ code: 'USERS-API-KEY-NOT-ALLOWED' });
    await expect(users.apiKeys.create(UNNAMED, as(ada))).rejects.toMatchObject({
      code: 'USERS-API-KEY-CREATION-NOT-ALLOWED',
    });
  });
});

describe('Deleting an API key', () => {
  it('ends it for its owner, and for an administrator', async () => {
    policy.permitted.add(bob);
    const [one, other] = [
      await users.apiKeys.create(NAMED, as(bob)),
      await users.apiKeys.create(UNNAMED, as(bob)),
    ];
    await users.apiKeys.deleteOwn(one.id, as(bob));
    await users.apiKeys.deleteOne(bob, other.id, as(ada));
    for (const { api_key: apiKey } of [one, other]) {
      await expect(resolve(apiKey)).rejects.toMatchObject({ code: 'AUTH-TOKEN-INVALID' });
    }
    expect(await users.apiKeyList.of(bob)).toEqual([]);
  });

  it('does not end somebody else’s', async () => {
    const { id } = await users.apiKeys.create(NAMED, as(ada));
    await expect(users.apiKeys.deleteOwn(id, as(bob))).rejects.toMatchObject({
      code: 'USERS-API-KEY-NOT-FOUND',
      status: 404,
    });
    await expect(users.apiKeys.deleteOne(randomUUID(), id, as(ada))).rejects.toMatchObject({
      code: 'USERS-NOT-FOUND',
    });
    await expect(users.apiKeys.deleteOne(ada, id, as(bob))).rejects.toMatchObject({
      code: 'USERS-CREDENTIALS-PROTECTED',
    });
  });

  it('ends all of somebody whose account goes', async () => {
    const keys = [await users.apiKeys.create(NAMED, as(ada)), await users.apiKeys.create(UNNAMED, as(ada))];
    await users.apiKeys.deleteAll(ada, as(ada));
    for (const { api_key: apiKey } of keys) {
      await expect(resolve(apiKey)).rejects.toMatchObject({ code: 'AUTH-TOKEN-INVALID' });
    }
  });
});

describe('The use of an API key', () => {
  it('is noted with its time and address, and is no event', async () => {
    const { id } = await users.apiKeys.create(NAMED, as(ada));
    const before = await installation.history();
    await users.resolveApiKey.noteUse(id, byKey(ada));
    expect(await users.apiKeyList.of(ada)).toMatchObject([
      { id, last_used_at: expect.any(Number) as number, last_used_ip: '192.0.2.7' },
    ]);
    expect(await installation.history()).toEqual(before);
  });

  it('is noted by nobody but its owner', async () => {
    const { id } = await users.apiKeys.create(NAMED, as(ada));
    await users.resolveApiKey.noteUse(id, byKey(bob));
    expect(await users.apiKeyList.of(ada)).toMatchObject([{ last_used_at: null, last_used_ip: null }]);
  });
});
