import { effectivePermissions, permissionValues, toPermissionTree } from '@reeve/contracts';
import type { Group, GroupOfUser, GroupPreview, GroupsPart, UserPreview } from '@reeve/contracts';
import { defaultModelsOf } from '@reeve/users/domain';
import type { GroupDocument } from '@reeve/users/projections';
import type { DefaultPermissions } from '../permissions/default-permissions.js';
import { toGroup } from './group-documents.js';
import type { GroupDocuments } from './group-documents.js';

/** Groups of one part of the list. Such with a whole permission tree are 3 kB each. */
const GROUPS_PER_PART = 1_000;

/** Groups as they are answered. */
export class GroupQueries {
  constructor(
    private readonly documents: GroupDocuments,
    private readonly defaultPermissions: DefaultPermissions,
  ) {}

  /** @throws ReeveError `GROUPS-NOT-FOUND` 404. */
  async one(groupId: string): Promise<Group> {
    return await this.documents.answer(await this.documents.existing(groupId));
  }

  /** Every group, by id. */
  async part(after: string | null): Promise<GroupsPart<Group>> {
    const found = await this.documents.groups.find({
      where: { deleted: false, ...(after === null ? {} : { groupId: { gt: after } }) },
      sort: [{ field: 'groupId', direction: 'asc' }],
      limit: GROUPS_PER_PART,
    });
    const tree = await this.documents.tree();
    const items = found.map(({ id, document }) => toGroup(document, tree.parentOf(id)));
    return { items, next: found.length < GROUPS_PER_PART ? null : (found.at(-1)?.id ?? null) };
  }

  /** Newest updated first. */
  async ofUser(userId: string, includeInherited: boolean): Promise<readonly GroupOfUser[]> {
    const found = await this.documents.ofUser(userId);
    const tree = await this.documents.tree();
    return found
      .filter(({ membership }) => includeInherited || membership === 'direct')
      .map(({ group, membership }) => ({
        ...toGroup(group, tree.parentOf(group.groupId)),
        membership_type: membership,
      }))
      .toSorted(newestFirst);
  }

  /** @throws ReeveError `GROUPS-NOT-FOUND` 404. */
  async preview(groupId: string): Promise<GroupPreview> {
    const group = await this.documents.existing(groupId);
    const ancestorIds = (await this.documents.tree()).ancestorsOf(groupId);
    const ancestors = await this.documents.many(ancestorIds);
    const granted = ancestors.map(({ permissions }) => permissionValues(permissions));
    const defaults = await this.defaultPermissions.values();
    return {
      group: await this.documents.answer(group),
      default_models: defaultModels([group, ...ancestors]),
      inherited_permissions: toPermissionTree(effectivePermissions(new Map(), granted)),
      effective_permissions: toPermissionTree(
        effectivePermissions(defaults, [...granted, permissionValues(group.permissions)]),
      ),
    };
  }

  /** The default models of somebody's groups: the deepest group that has some wins, then the older, then by id. */
  async defaultModelsOfUser(userId: string): Promise<UserPreview['default_models']> {
    const found = await this.documents.ofUser(userId);
    const tree = await this.documents.tree();
    const [first] = found
      .map(({ group }) => group)
      .filter(({ data }) => defaultModelsOf(data).length > 0)
      .map((group) => ({ group, depth: tree.ancestorsOf(group.groupId).length }))
      .toSorted(
        (left, right) =>
          right.depth - left.depth ||
          left.group.createdAt - right.group.createdAt ||
          (left.group.groupId < right.group.groupId ? -1 : 1),
      );
    return {
      effective: defaultModelsOf(first?.group.data ?? null),
      source_group_id: first?.group.groupId ?? null,
    };
  }
}

/** @param upwards the group itself, then its ancestors. */
function defaultModels(upwards: readonly GroupDocument[]): GroupPreview['default_models'] {
  const source = upwards.find(({ data }) => defaultModelsOf(data).length > 0);
  return {
    local: defaultModelsOf(upwards[0]?.data ?? null),
    effective: defaultModelsOf(source?.data ?? null),
    source_group_id: source?.groupId ?? null,
  };
}

function newestFirst(left: Group, right: Group): number {
  return right.updated_at - left.updated_at || (left.id < right.id ? -1 : 1);
}
