import type { JsonObject } from '../../json.js';
import { command, query } from '../../rpc.js';
import type { PermissionTree } from '../permissions/permission-tree.js';
import type { GroupName, UserInfo } from '../directory.rpc.js';
import type { Visibility } from '../users.rpc.js';

/** A group as it is answered (reference 5 and 11.1). Times in epoch seconds. */
export interface Group {
  readonly id: string;
  /** Who created it. */
  readonly user_id: string;
  readonly parent_group_id: string | null;
  readonly name: string;
  readonly description: string;
  readonly data: JsonObject | null;
  readonly meta: JsonObject | null;
  readonly permissions: PermissionTree | null;
  readonly created_at: number;
  readonly updated_at: number;
  /** Direct members. */
  readonly member_count: number;
}

export type MembershipType = 'direct' | 'inherited';

/** `inherited`: an ancestor of a group that the user is in. */
export interface GroupOfUser extends Group {
  readonly membership_type: MembershipType;
}

export interface GroupMember extends UserInfo {
  readonly membership_type: MembershipType;
  /** The groups that make them a member: this one, or those below it. */
  readonly via_group_ids: readonly string[];
}

export const MEMBERSHIPS = ['direct', 'inherited', 'effective'] as const;
export type MembershipFilter = (typeof MEMBERSHIPS)[number];

export interface GroupMembersPage {
  readonly items: readonly GroupMember[];
  /** Matches before paging. */
  readonly total: number;
  readonly counts: Readonly<Record<MembershipFilter, number>>;
}

/** Part of a list that may be too long for one message. */
export interface GroupsPart<Item> {
  readonly items: readonly Item[];
  /** Where the next part begins; null: this was the last. */
  readonly next: string | null;
}

export interface GroupDefaultModels {
  readonly local: readonly string[];
  readonly effective: readonly string[];
  readonly source_group_id: string | null;
}

/** What a group gives its members, as far as this context knows. */
export interface GroupPreview {
  readonly group: Group;
  readonly default_models: GroupDefaultModels;
  /** What its ancestors grant. */
  readonly inherited_permissions: PermissionTree;
  /** Every leaf: the defaults, its ancestors and itself. */
  readonly effective_permissions: PermissionTree;
}

/** A group that counts for somebody, by name. */
export interface PreviewedGroup extends GroupName {
  readonly membership_type: MembershipType;
}

/** What somebody has from their groups, as far as this context knows. */
export interface UserPreview {
  readonly user: { readonly id: string; readonly name: string };
  /** Newest updated first. */
  readonly groups: readonly PreviewedGroup[];
  readonly default_models: Pick<GroupDefaultModels, 'effective' | 'source_group_id'>;
  /** Every leaf: the defaults, their groups and all above these. The role is not looked at. */
  readonly effective_permissions: PermissionTree;
}

/** Most people that one request adds or removes: 36 bytes each, so that they fit into one append. */
export const MAX_GROUP_USERS = 10_000;

export const groupsRpc = {
  /** @throws `GROUPS-PARENT-NOT-FOUND` 404, `GROUPS-PARENT-INVALID` 400, `GROUPS-TOO-DEEP`, `GROUPS-NAME-TAKEN` 409. */
  createGroup: command<
    {
      readonly name: string;
      readonly description: string;
      readonly permissions: JsonObject | null;
      readonly data: JsonObject | null;
      readonly parentGroupId: string | null;
    },
    { readonly group: Group } & Visibility
  >('reeve.users.create-group'),
  /** Null permissions and data stay as they are; an absent parent does too, a null one makes the group a root. */
  updateGroup: command<
    {
      readonly groupId: string;
      readonly name: string;
      readonly description: string;
      readonly permissions: JsonObject | null;
      readonly data: JsonObject | null;
      readonly parentGroupId?: string | null;
    },
    { readonly group: Group } & Visibility
  >('reeve.users.update-group'),
  deleteGroup: command<{ readonly groupId: string }, Visibility>('reeve.users.delete-group'),
  /** Unknown users and those who are members already are passed over. */
  addGroupMembers: command<
    { readonly groupId: string; readonly userIds: readonly string[] },
    { readonly group: Group } & Visibility
  >('reeve.users.add-group-members'),
  /** Those who are no members are passed over. */
  removeGroupMembers: command<
    { readonly groupId: string; readonly userIds: readonly string[] },
    { readonly group: Group } & Visibility
  >('reeve.users.remove-group-members'),
  group: query<{ readonly groupId: string }, Group>('reeve.users.group'),
  /** Every group, by id. @param after `next` of the part before; null: from the first. */
  listGroups: query<{ readonly after: string | null }, GroupsPart<Group>>('reeve.users.list-groups'),
  /** Ids of a group's direct members. Empty for an unknown group. */
  groupUserIds: query<{ readonly groupId: string; readonly after: string | null }, GroupsPart<string>>(
    'reeve.users.group-user-ids',
  ),
  /** A group's direct members. Empty for an unknown group. */
  groupUsers: query<{ readonly groupId: string; readonly after: string | null }, GroupsPart<UserInfo>>(
    'reeve.users.group-users',
  ),
  groupMembers: query<
    {
      readonly groupId: string;
      readonly membership: MembershipFilter;
      readonly query: string;
      readonly page: number;
    },
    GroupMembersPage
  >('reeve.users.group-members'),
  groupPreview: query<{ readonly groupId: string }, GroupPreview>('reeve.users.group-preview'),
  /** @throws `USERS-NOT-FOUND` 404. */
  userPreview: query<{ readonly userId: string }, UserPreview>('reeve.users.user-preview'),
  /** Newest updated first. Empty for somebody unknown. */
  groupsOfUser: query<
    { readonly userId: string; readonly includeInherited: boolean },
    readonly GroupOfUser[]
  >('reeve.users.groups-of-user'),
  /** The caller's own. */
  ownGroups: query<{ readonly includeInherited: boolean }, readonly GroupOfUser[]>('reeve.users.own-groups'),
  /** Models that the caller's groups start chats with: those of the deepest group that has some. */
  ownDefaultModels: query<Record<string, never>, readonly string[]>('reeve.users.own-default-models'),
} as const;
