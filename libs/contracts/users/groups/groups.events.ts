import type { JsonObject } from '../../json.js';
import type { DefaultPermissionsChanged } from '../permissions/default-permissions.events.js';
import type { PermissionTree } from '../permissions/permission-tree.js';

interface Fact<Type extends string, Data extends JsonObject> {
  readonly type: Type;
  readonly data: Data;
}

/** Streams of groups, by the prefix of their names. */
export const GROUP_STREAMS = {
  group: 'group-',
  name: 'group-name-',
  /** One stream of this very name: who is whose parent. */
  tree: 'group-tree',
} as const;

/** A field that changed. */
export interface Changed<Value> extends JsonObject {
  readonly old: Value & (JsonObject | string | null);
  readonly new: Value & (JsonObject | string | null);
}

/** `createdBy`: null for the system. Where it stands in the tree is said there, before this. */
export type GroupCreated = Fact<
  'users.group.created.v1',
  {
    readonly groupId: string;
    readonly createdBy: string | null;
    readonly name: string;
    readonly description: string;
    readonly permissions: PermissionTree | null;
    readonly data: JsonObject | null;
  }
>;

export interface GroupChanges extends JsonObject {
  readonly name?: Changed<string>;
  readonly description?: Changed<string>;
  readonly permissions?: Changed<PermissionTree | null>;
  readonly data?: Changed<JsonObject | null>;
}

export type GroupChanged = Fact<
  'users.group.changed.v1',
  {
    readonly groupId: string;
    readonly changes: { readonly [Field in keyof GroupChanges]: GroupChanges[Field] };
  }
>;

/** None of them was a member before. */
export type GroupMembersAdded = Fact<
  'users.group.members-added.v1',
  { readonly groupId: string; readonly userIds: readonly string[] }
>;

/** All of them were members before. */
export type GroupMembersRemoved = Fact<
  'users.group.members-removed.v1',
  { readonly groupId: string; readonly userIds: readonly string[] }
>;

/** With it go its memberships and what it granted; it leaves the tree right after. */
export type GroupDeleted = Fact<
  'users.group.deleted.v1',
  { readonly groupId: string; readonly name: string }
>;

export type GroupPlaced = Fact<
  'users.group-tree.placed.v1',
  { readonly groupId: string; readonly parentId: string | null }
>;

export type GroupMoved = Fact<
  'users.group-tree.moved.v1',
  { readonly groupId: string; readonly parent: { readonly old: string | null; readonly new: string | null } }
>;

/** Its children have moved up: their parent is `parentId` from here on. */
export type GroupLeftTree = Fact<
  'users.group-tree.left.v1',
  { readonly groupId: string; readonly parentId: string | null; readonly children: readonly string[] }
>;

/** `reservedAt`: ISO 8601, UTC. The same group's again: renewed. */
export type GroupNameReserved = Fact<
  'users.group-name.reserved.v1',
  { readonly nameFingerprint: string; readonly groupId: string; readonly reservedAt: string }
>;

/** `abandoned`: the group does not have this name (any more), and nobody had released it. */
export type GroupNameReleased = Fact<
  'users.group-name.released.v1',
  {
    readonly nameFingerprint: string;
    readonly groupId: string;
    readonly reason: 'renamed' | 'deleted' | 'abandoned';
  }
>;

export type GroupEvent = GroupCreated | GroupChanged | GroupMembersAdded | GroupMembersRemoved | GroupDeleted;
export type GroupTreeEvent = GroupPlaced | GroupMoved | GroupLeftTree;
export type GroupNameEvent = GroupNameReserved | GroupNameReleased;

/** Everything about groups and about what people may. */
export type GroupsEvent = GroupEvent | GroupTreeEvent | GroupNameEvent | DefaultPermissionsChanged;
