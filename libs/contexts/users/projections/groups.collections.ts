import type { JsonObject, PermissionTree } from '@reeve/contracts';
import type { CollectionDefinition } from '@reeve/document-store';

/** Groups by id, those that are deleted too: documents stay. */
export const GROUPS: CollectionDefinition = {
  name: 'users_groups',
  fields: { groupId: 'text', name: 'text', deleted: 'boolean' },
  indexes: [
    ['deleted', 'groupId'],
    ['deleted', 'name'],
  ],
};

/** Times in epoch seconds. */
export interface GroupDocument extends JsonObject {
  /** Its own id, to page by. */
  readonly groupId: string;
  readonly createdBy: string | null;
  readonly name: string;
  readonly description: string;
  readonly permissions: PermissionTree | null;
  readonly data: JsonObject | null;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly memberCount: number;
  /** Revision of the event that changed its members last, -1 before the first. */
  readonly membersRevision: number;
  readonly deleted: boolean;
}

/**
 * Where each group stands in the tree, apart from what it is: a move changes this alone, and whoever keeps the tree in memory
 * reads what has changed since and no more.
 */
export const GROUP_PLACES: CollectionDefinition = {
  name: 'users_group_places',
  fields: { order: 'number' },
  indexes: [['order']],
};

export interface GroupPlaceDocument extends JsonObject {
  readonly parentId: string | null;
  readonly left: boolean;
  /** When it last changed, in the order of the tree's stream; no two places have the same. */
  readonly order: number;
}

/** One document a membership, `<group>/<user>`: a group may have a million. */
export const MEMBERSHIPS: CollectionDefinition = {
  name: 'users_memberships',
  fields: { groupId: 'text', userId: 'text', active: 'boolean' },
  indexes: [['groupId', 'active', 'userId']],
};

/** Those of a deleted group stay active: whoever reads them looks at the group too. */
export interface MembershipDocument extends JsonObject {
  readonly groupId: string;
  readonly userId: string;
  readonly active: boolean;
  /** Epoch seconds of the last change. */
  readonly changedAt: number;
}

/** The same from the other side: which groups each person is in by themselves, by user id. */
export const GROUPS_OF_USERS: CollectionDefinition = {
  name: 'users_groups_of_users',
  fields: {},
  indexes: [],
};

/** Groups that were deleted stay among them, as their memberships do. */
export interface GroupsOfUserDocument extends JsonObject {
  /** In the order that the person came to them. */
  readonly groupIds: readonly string[];
  /** Position of the event that deleted the person: whoever was added after it has to leave again. */
  readonly deletedAt: string | null;
}

export const membershipId = (groupId: string, userId: string): string => `${groupId}/${userId}`;

/** One document: leaves of the default permissions that were ever stored. */
export const DEFAULT_PERMISSIONS: CollectionDefinition = {
  name: 'users_default_permissions',
  fields: {},
  indexes: [],
};
export const DEFAULT_PERMISSIONS_ID = 'default';

export interface DefaultPermissionsDocument extends JsonObject {
  readonly stored: Readonly<Record<string, boolean>>;
}

export const GROUPS_COLLECTIONS = [GROUPS, GROUP_PLACES, MEMBERSHIPS, GROUPS_OF_USERS, DEFAULT_PERMISSIONS];
