import type { AccountStanding, JsonObject, PermissionTree, Role } from '@reeve/contracts';
import type { CollectionDefinition } from '@reeve/document-store';
import { orderedWithin } from './users.collections.js';

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
  fields: { changed: 'text' },
  indexes: [['changed']],
};

export interface GroupPlaceDocument extends JsonObject {
  readonly parentId: string | null;
  readonly left: boolean;
  /** Where the event stands that put it there, in the log. */
  readonly changed: string;
}

/**
 * What each group is called, apart from what else it is: pages of people name dozens of groups, and whoever keeps all names in memory reads
 * what has changed since and no more.
 */
export const GROUP_NAMES: CollectionDefinition = {
  name: 'users_group_names',
  fields: { changed: 'text' },
  indexes: [['changed']],
};

export interface GroupNameDocument extends JsonObject {
  readonly name: string;
  readonly deleted: boolean;
  /** Where the event stands that named or deleted it, in the log. */
  readonly changed: string;
}

/**
 * One document a membership, `<group>/<user>`: a group may have a million. They bear what their person is listed and searched by, so
 * that lists of a group's members are as fast as those of everybody; whoever changes a person changes these too.
 */
export const MEMBERSHIPS: CollectionDefinition = {
  name: 'users_memberships',
  fields: {
    groupId: 'text',
    userId: 'text',
    active: 'boolean',
    name: 'text',
    email: 'text',
    role: 'text',
    standing: 'text',
    createdAt: 'number',
    updatedAt: 'number',
  },
  indexes: [
    ['groupId', 'active', 'userId'],
    ...orderedWithin('groupId', 'active'),
    ...orderedWithin('groupId', 'active', 'role').filter((index) => index.at(-1) !== 'role'),
    ...orderedWithin('groupId', 'active', 'standing'),
    ...orderedWithin('groupId', 'active', 'role', 'standing'),
  ],
  searchable: ['name', 'email'],
};

/** What members are listed by. */
export interface ListedMember {
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly standing: AccountStanding;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** Those of a deleted group stay active: whoever reads them looks at the group too. Those of a deleted person are in no list. */
export interface MembershipDocument extends JsonObject, Partial<ListedMember> {
  readonly groupId: string;
  readonly userId: string;
  readonly active: boolean;
}

/** The same from the other side: which groups each person is in by themselves, by user id. */
export const GROUPS_OF_USERS: CollectionDefinition = {
  name: 'users_groups_of_users',
  fields: {},
  indexes: [],
  clustered: true,
};

/** Groups that were deleted stay among them, as their memberships do. */
export interface GroupsOfUserDocument extends JsonObject {
  /** In the order that the person came to them. */
  readonly groupIds: readonly string[];
  /** Position of the event that deleted the person: whoever was added after it has to leave again. */
  readonly deletedAt: string | null;
  /** That the person was to be added to when they were registered. */
  readonly defaultGroupId: string | null;
}

export const membershipId = (groupId: string, userId: string): string => `${groupId}/${userId}`;
/** Whose membership of a group it is, by its id. */
export const memberOf = (groupId: string, id: string): string => id.slice(membershipId(groupId, '').length);

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

export const GROUPS_COLLECTIONS = [
  GROUPS,
  GROUP_PLACES,
  GROUP_NAMES,
  MEMBERSHIPS,
  GROUPS_OF_USERS,
  DEFAULT_PERMISSIONS,
];
