import type { BusClient } from '@reeve/bus';
import type { PermissionTree } from '@reeve/contracts';
import { permissionDefaultsFrom, PERMISSIONS } from '@reeve/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { announcePrincipalChanges } from '../announce-principal-changes.js';
import { asAdministrator, newcomer, newGroup } from '../../testing/administrator.js';
import { UsersInstallation } from '../../testing/users-installation.js';
import type { UsersProcess } from '../../testing/users-installation.js';

let installation: UsersInstallation;
let process: UsersProcess;
let told: (string | null)[];
beforeEach(async () => {
  installation = await UsersInstallation.open();
  told = [];
  const bus = {
    onReconnect: () => undefined,
    broadcast: (_topic: unknown, { userId }: { readonly userId: string | null }) => {
      told.push(userId);
      return Promise.resolve();
    },
  } as unknown as BusClient;
  process = installation.startProcess({ observer: announcePrincipalChanges(bus) });
});
afterEach(() => installation.close());

const MAY_HAVE_KEYS = { features: { api_keys: true } };
const SECTIONS_OF_S = { workspace: {}, sharing: {}, chat: {}, features: {} };
const setDefaults = (
  permissions: Parameters<UsersProcess['groups']['defaultPermissions']['change']>[0]['permissions'],
) => process.groups.defaultPermissions.change({ permissions }, asAdministrator());
const add = (groupId: string, ...userIds: string[]) =>
  process.groups.changeMembers.add({ groupId, userIds }, asAdministrator());
const mayHaveKeys = async (userId: string) => keysOf(await process.groups.userPermissions.effective(userId));
const keysOf = (tree: PermissionTree) => tree['features']?.['api_keys'];

describe('What somebody may', () => {
  it('is what everybody may, where they are in no group', async () => {
    const ada = await newcomer(process);
    const tree = await process.groups.userPermissions.effective(ada);
    expect(tree).toEqual(process.groups.defaultPermissions.factoryTree());
    expect(Object.keys(tree)).toEqual(Object.keys(PERMISSIONS));
  });

  it('is what their groups and all above these add, for as long as they do', async () => {
    const ada = await newcomer(process);
    const top = await newGroup(process, { name: 'Top', permissions: MAY_HAVE_KEYS });
    const bottom = await newGroup(process, { parent: top });
    expect(await mayHaveKeys(ada)).toBe(false);
    await add(bottom, ada);
    expect(await mayHaveKeys(ada)).toBe(true);

    const { permissions } = await process.groups.userPermissions.explain(ada);
    expect(permissions.find(({ permission }) => permission === 'features.api_keys')).toEqual({
      permission: 'features.api_keys',
      granted: true,
      granted_by: [{ kind: 'group', group_id: top, name: 'Top', membership: 'inherited' }],
    });

    await process.groups.deleteGroup.execute({ groupId: top }, asAdministrator());
    expect(await mayHaveKeys(ada)).toBe(false);
  });

  it('is not explained of nobody', async () => {
    await expect(process.groups.userPermissions.explain('nobody')).rejects.toMatchObject({
      code: 'USERS-NOT-FOUND',
      status: 404,
    });
  });

  it('is told to everybody who may keep it, before the change is answered', async () => {
    const ada = await newcomer(process);
    const top = await newGroup(process, { permissions: MAY_HAVE_KEYS });
    const group = await newGroup(process);
    expect(told).toEqual([]);
    await add(group, ada);
    expect(told.splice(0)).toEqual([ada]);
    const update = (changes: object) =>
      process.groups.updateGroup.execute(
        { groupId: group, name: 'Staff', description: '', permissions: null, data: null, ...changes },
        asAdministrator(),
      );
    await update({});
    expect(told.splice(0)).toEqual([]);
    await update({ parentGroupId: top });
    expect(told.splice(0)).toEqual([null]);
    await update({ permissions: { chat: { edit: true } } });
    expect(told.splice(0)).toEqual([null]);
    await setDefaults(SECTIONS_OF_S);
    expect(told.splice(0)).toEqual([null]);
    await process.groups.deleteGroup.execute({ groupId: group }, asAdministrator());
    expect(told.splice(0)).toEqual([null]);
  });
});

describe('What everybody may', () => {
  it('is what the environment says until it is set', async () => {
    const strict = installation.startProcess({
      groupsPolicy: { permissionDefaults: permissionDefaultsFrom({ USER_PERMISSIONS_CHAT_EDIT: 'false' }) },
    });
    const ada = await newcomer(strict);
    const edit = async () => (await strict.groups.userPermissions.effective(ada))['chat']?.['edit'];
    expect(await edit()).toBe(false);
    await setDefaults(SECTIONS_OF_S);
    expect(await edit()).toBe(true);
    expect(strict.groups.defaultPermissions.factoryTree()['chat']?.['edit']).toBe(false);
  });

  it('is set whole: what is absent becomes what the schema says', async () => {
    await setDefaults({ ...SECTIONS_OF_S, features: { api_keys: true }, chat: { edit: false } });
    const { permissions } = await setDefaults({ ...SECTIONS_OF_S, chat: { edit: false } });
    expect([keysOf(permissions), permissions['chat']?.['edit']]).toEqual([false, false]);
    const [, second] = await installation.historyOf('users.default-permissions.changed.v1');
    expect(second?.data.permissions).toEqual({ 'features.api_keys': { old: true, new: false } });
  });

  it('is no event where it is what it was', async () => {
    await setDefaults(SECTIONS_OF_S);
    await setDefaults(SECTIONS_OF_S);
    expect(await installation.historyOf('users.default-permissions.changed.v1')).toHaveLength(1);
  });

  it('is refused with the path of what is missing or unknown', async () => {
    const refusal = setDefaults({ workspace: {}, chat: { fly: true }, features: {} });
    await expect(refusal).rejects.toMatchObject({
      status: 422,
      extra: {
        errors: [
          { loc: ['body', 'sharing'], type: 'missing' },
          { loc: ['body', 'chat', 'fly'], type: 'extra_forbidden' },
        ],
      },
    });
  });
});
