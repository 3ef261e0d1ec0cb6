import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asAdministrator, newcomer, newGroup } from '../../testing/administrator.js';
import { UsersInstallation } from '../../testing/users-installation.js';
import type { UsersProcess } from '../../testing/users-installation.js';

const ROUNDS = 200;

let installation: UsersInstallation;
let replicas: readonly [UsersProcess, UsersProcess];
beforeEach(async () => {
  installation = await UsersInstallation.open();
  replicas = [installation.startProcess(), installation.startProcess()];
});
afterEach(() => installation.close());

async function codeOf(command: Promise<unknown>): Promise<string> {
  try {
    await command;
    return 'done';
  } catch (error) {
    return (error as { readonly code: string }).code;
  }
}

describe('Two moves at the same time, in two processes', () => {
  it('never make a cycle', async () => {
    const [here, there] = replicas;
    const [left, right] = [await newGroup(here), await newGroup(here)];
    const move = ({ groups }: UsersProcess, groupId: string, parentGroupId: string | null) =>
      groups.updateGroup.execute(
        { groupId, name: groupId, description: '', permissions: null, data: null, parentGroupId },
        asAdministrator(),
      );
    for (let round = 0; round < ROUNDS; round++) {
      const outcomes = await Promise.all([codeOf(move(here, left, right)), codeOf(move(there, right, left))]);
      expect(outcomes.toSorted()).toEqual(['GROUPS-PARENT-INVALID', 'done']);
      const parents = [
        (await here.groups.queries.one(left)).parent_group_id,
        (await there.groups.queries.one(right)).parent_group_id,
      ];
      expect(parents.filter((parent) => parent === null)).toHaveLength(1);
      await move(here, left, null);
      await move(here, right, null);
    }
  });
});

describe('Adding a member while the group is deleted', () => {
  it('adds nobody to a group that is gone', async () => {
    const [here, there] = replicas;
    const ada = await newcomer(here);
    for (let round = 0; round < ROUNDS; round++) {
      const groupId = await newGroup(here, { permissions: { features: { api_keys: true } } });
      const [added, deleted] = await Promise.all([
        codeOf(here.groups.changeMembers.add({ groupId, userIds: [ada] }, asAdministrator())),
        codeOf(there.groups.deleteGroup.execute({ groupId }, asAdministrator())),
      ]);
      expect(deleted).toBe('done');
      expect(['done', 'GROUPS-NOT-FOUND']).toContain(added);
      expect(await here.groups.queries.ofUser(ada, true)).toEqual([]);
      expect((await there.groups.userPermissions.effective(ada))['features']?.['api_keys']).toBe(false);
    }
    const revisions = new Map<string, number>();
    for (const { data, revision } of await installation.historyOf('users.group.deleted.v1')) {
      revisions.set(data.groupId, revision);
    }
    for (const { data, revision } of await installation.historyOf('users.group.members-added.v1')) {
      expect(revision).toBeLessThan(revisions.get(data.groupId) ?? 0);
    }
  });
});
