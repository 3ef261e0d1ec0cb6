import { apiKeyHash } from '@reeve/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asAdministrator, newcomer, newGroup } from '../testing/administrator.js';
import { call, signedIn, UsersInstallation } from '../testing/users-installation.js';
import type { UsersProcess } from '../testing/users-installation.js';

const UNNAMED = { name: null, expiresAt: null, allowedPaths: null };
const KEYS = { features: { api_keys: true } };
const NOT_ALLOWED = { code: 'USERS-API-KEY-NOT-ALLOWED', status: 403 };
const INVALID = { code: 'AUTH-TOKEN-INVALID', status: 401 };

let installation: UsersInstallation;
let process: UsersProcess;
let bob: string;
let groupId: string;
beforeEach(async () => {
  installation = await UsersInstallation.open();
  process = installation.startProcess();
  bob = await newcomer(process, 'Bob');
  groupId = await newGroup(process, { permissions: KEYS });
});
afterEach(() => installation.close());

const create = () => process.users.apiKeys.create(UNNAMED, call({ principal: signedIn(bob, 'user') }));
const resolve = (apiKey: string) =>
  process.users.resolveApiKey.execute(
    apiKeyHash((purpose, value) => installation.sealing.fingerprint(purpose, value), apiKey),
  );
const members = () => ({ groupId, userIds: [bob] });

describe('The API key of somebody who is no administrator', () => {
  it('is made and good for as long as a group of theirs permits it', async () => {
    await expect(create()).rejects.toMatchObject({ code: 'USERS-API-KEY-CREATION-NOT-ALLOWED' });
    await process.groups.changeMembers.add(members(), asAdministrator());
    const { api_key: apiKey } = await create();
    expect((await resolve(apiKey)).principal).toMatchObject({ id: bob, role: 'user' });
    await process.groups.changeMembers.remove(members(), asAdministrator());
    await expect(resolve(apiKey)).rejects.toMatchObject(NOT_ALLOWED);
  });

  it('is good by the defaults, and by a group above theirs until that is deleted', async () => {
    const below = await newGroup(process, { parent: groupId });
    await process.groups.changeMembers.add({ groupId: below, userIds: [bob] }, asAdministrator());
    const { api_key: apiKey } = await create();
    expect((await resolve(apiKey)).principal.id).toBe(bob);
    await process.groups.deleteGroup.execute({ groupId }, asAdministrator());
    await expect(resolve(apiKey)).rejects.toMatchObject(NOT_ALLOWED);
    const permissions = { workspace: {}, sharing: {}, chat: {}, ...KEYS };
    await process.groups.defaultPermissions.change({ permissions }, asAdministrator());
    expect((await resolve(apiKey)).principal.id).toBe(bob);
  });

  it('is good for nothing while they are disabled, and when they are deleted', async () => {
    await process.groups.changeMembers.add(members(), asAdministrator());
    const { api_key: apiKey } = await create();
    const { standings, deleteUser } = process.users.accounts;
    await standings.disable(bob, asAdministrator());
    await expect(resolve(apiKey)).rejects.toMatchObject(INVALID);
    await standings.enable(bob, asAdministrator());
    expect((await resolve(apiKey)).principal.id).toBe(bob);
    await deleteUser.execute(bob, false, asAdministrator());
    await expect(resolve(apiKey)).rejects.toMatchObject(INVALID);
  });
});
