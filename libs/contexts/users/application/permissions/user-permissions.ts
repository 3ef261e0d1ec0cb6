import {
  effectivePermissions,
  explainPermissions,
  permissionValues,
  toPermissionTree,
  usersErrors,
} from '@reeve/contracts';
import type {
  PermissionExplanation,
  PermissionLeaf,
  PermissionTree,
  PermissionValues,
} from '@reeve/contracts';
import type { GroupDocuments } from '../groups/group-documents.js';
import type { GroupPeople } from '../groups/group-people.js';
import type { DefaultPermissions } from './default-permissions.js';

/** What somebody may, by the defaults, their groups and all groups above these. */
export class UserPermissions {
  constructor(
    private readonly defaults: DefaultPermissions,
    private readonly groups: GroupDocuments,
    private readonly people: GroupPeople,
  ) {}

  async effective(userId: string): Promise<PermissionTree> {
    return toPermissionTree(await this.values(userId));
  }

  /** Whether somebody has one permission. Being an administrator is none. */
  async holds(userId: string, leaf: PermissionLeaf): Promise<boolean> {
    return (await this.values(userId)).get(leaf) ?? false;
  }

  /** @throws ReeveError `USERS-NOT-FOUND` 404. */
  async explain(userId: string): Promise<PermissionExplanation> {
    const [isKnown, defaults, groups] = await Promise.all([
      this.people.exists(userId),
      this.defaults.values(),
      this.groups.ofUser(userId),
    ]);
    if (!isKnown) throw usersErrors.notFound();
    const granting = groups.map(({ group, membership }) => ({
      id: group.groupId,
      name: group.name,
      membership,
      values: permissionValues(group.permissions),
    }));
    return { user_id: userId, permissions: explainPermissions(defaults, granting) };
  }

  private async values(userId: string): Promise<PermissionValues> {
    const [defaults, groups] = await Promise.all([this.defaults.values(), this.groups.ofUser(userId)]);
    const granted = groups.map(({ group }) => permissionValues(group.permissions));
    return effectivePermissions(defaults, granted);
  }
}
