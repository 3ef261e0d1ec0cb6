import type { JsonObject, JsonValue } from '../json.js';
import type { Role } from '../principal.js';
import { command, query } from '../rpc.js';
import type { AccountStanding, KeptPart } from './account.events.js';
import type { SessionUser, Visibility } from './users.rpc.js';

/** What a person shows beside their name (reference 4). Times in epoch seconds. */
export interface ShownStatus {
  readonly status_emoji: string | null;
  readonly status_message: string | null;
  readonly status_expires_at: number | null;
}

/** A group that somebody is in by themselves. */
export interface GroupName {
  readonly id: string;
  readonly name: string;
}

/** A person as everybody who is verified may see them (reference 4 and 11.5, `UserInfo`). Times in epoch seconds. */
export interface UserInfo extends ShownStatus {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly bio: string | null;
  readonly timezone: string | null;
  readonly last_active_at: number;
  readonly is_active: boolean;
  /** In the order that the person came to them. */
  readonly groups: readonly GroupName[];
}

/** A person as an administrator's list has them. Times in epoch seconds. */
export interface UserSummary extends UserInfo {
  readonly profile_image_url: string;
  readonly created_at: number;
  readonly updated_at: number;
  readonly standing: AccountStanding;
  readonly primary_administrator: boolean;
  /** By the names of the identity providers that the person signs in with: who they are there. Null: with none. */
  readonly oauth: Readonly<Record<string, LinkedSubject>> | null;
}

export interface LinkedSubject {
  /** The claim `sub` of the provider's ID tokens. */
  readonly sub: string;
}

/** All there is about a person. */
export interface UserRecord extends UserSummary {
  readonly gender: string | null;
  /** `YYYY-MM-DD` */
  readonly date_of_birth: string | null;
  readonly settings: JsonObject | null;
  readonly info: JsonObject | null;
  readonly variables: JsonObject | null;
}

/** What a list of users can be ordered by. */
export const USER_ORDERS = ['name', 'email', 'created_at', 'last_active_at', 'updated_at', 'role'] as const;
export type UserOrder = (typeof USER_ORDERS)[number];
/** `group_id:<id>`: members of the group first, or last when ascending; by name within either, ascending in both. */
export type MembershipOrder = `group_id:${string}`;

/** Where in its order a page begins. */
export interface UserPlace {
  readonly value: string | number;
  readonly id: string;
}

/** Conditions that are given all hold. Always a total order: ties by id, in the same direction. */
export interface UsersQuery {
  /** Substring of name or e-mail, case-folded; every character stands for itself. */
  readonly search?: string;
  readonly role?: Role;
  readonly standing?: AccountStanding;
  /** Epoch seconds, inclusive. */
  readonly createdFrom?: number;
  /** Epoch seconds, inclusive. */
  readonly createdTo?: number;
  /** Who is in the group by themselves. With an order by membership, it is in that of the same group. */
  readonly groupId?: string;
  readonly order: UserOrder | MembershipOrder;
  readonly direction: 'asc' | 'desc';
  readonly limit: number;
  readonly offset: number;
  /** The page begins after this place; `offset` counts from there. */
  readonly after?: UserPlace;
}

/** Everybody with an account. */
export interface UserCounts {
  readonly by_role: Readonly<Record<Role, number>>;
  readonly by_status: Readonly<Record<AccountStanding, number>>;
}

export interface UsersPage<User> {
  readonly users: readonly User[];
  /** Matches before paging. */
  readonly total: number;
  /** The place of the page's last user; null when there is none after it. */
  readonly next: UserPlace | null;
}

/** Fields that are given change; the others stay. Null in the profile: nothing from now on. */
export interface AccountChanges {
  readonly role?: Role;
  readonly name?: string;
  readonly email?: string;
  readonly profileImageUrl?: string;
  /** Not empty. */
  readonly password?: string;
}

export interface ProfileChanges {
  readonly name: string;
  readonly profileImageUrl: string;
  readonly bio?: string | null;
  readonly gender?: string | null;
  /** `YYYY-MM-DD` */
  readonly dateOfBirth?: string | null;
}

/** Reading who there is. `USERS-NOT-FOUND` 404 for somebody who is unknown or was deleted. */
export const directoryRpc = {
  list: query<UsersQuery, UsersPage<UserSummary>>('reeve.users.list'),
  search: query<UsersQuery, UsersPage<UserInfo>>('reeve.users.search'),
  counts: query<Record<string, never>, UserCounts>('reeve.users.counts'),
  user: query<{ userId: string }, UserRecord>('reeve.users.user'),
  userInfo: query<{ userId: string }, UserInfo>('reeve.users.user-info'),
  /** Those of them that are there, in this order. */
  summaries: query<{ userIds: readonly string[] }, readonly UserSummary[]>('reeve.users.summaries'),
  /** False for somebody who is unknown. */
  isActive: query<{ userId: string }, { active: boolean }>('reeve.users.is-active'),
  /** How many are at work, or were a moment ago. */
  activeCount: query<Record<string, never>, { count: number }>('reeve.users.active-count'),
  /** The image itself as a `data:` URL, the address of one, or a built-in one. */
  profileImage: query<{ userId: string }, { image: string }>('reeve.users.profile-image'),
  ownRecord: query<Record<string, never>, UserRecord>('reeve.users.own-record'),
} as const;

/**
 * Changing accounts. All throw `USERS-NOT-FOUND` 404, and `USERS-PRIMARY-ADMINISTRATOR-PROTECTED` 403 where somebody else would
 * change the primary administrator.
 */
export const accountRpc = {
  /**
   * A new password ends the person's sessions; by themselves, all but the one that asks.
   *
   * @throws `USERS-EMAIL-TAKEN`, `USERS-EMAIL-INVALID`, `USERS-PASSWORD-TOO-LONG`, `USERS-PASSWORD-REFUSED` 400;
   *   `USERS-PRIMARY-ADMINISTRATOR-STAYS` 403.
   */
  update: command<{ userId: string; changes: AccountChanges }, { user: UserRecord } & Visibility>(
    'reeve.users.update',
  ),
  updateOwnProfile: command<ProfileChanges, { user: SessionUser } & Visibility>(
    'reeve.users.update-own-profile',
  ),
  /** Merges into what is kept, as the part's own rules say. @returns all of the part. @throws `USERS-KEPT-TOO-LARGE` 422. */
  changeKept: command<{ part: KeptPart; patch: JsonObject }, { value: JsonValue } & Visibility>(
    'reeve.users.change-kept',
  ),
  /** @throws `USERS-OWN-DISABLING`, `USERS-PRIMARY-ADMINISTRATOR-STAYS` 403. */
  disable: command<{ userId: string }, Visibility>('reeve.users.disable'),
  enable: command<{ userId: string }, Visibility>('reeve.users.enable'),
  /**
   * With `erase`, somebody who was deleted already is erased.
   *
   * @throws `USERS-OWN-DELETION`, `USERS-PRIMARY-ADMINISTRATOR-STAYS` 403.
   */
  delete: command<{ userId: string; erase: boolean }, Visibility>('reeve.users.delete'),
  /** @throws `USERS-PRIMARY-ADMINISTRATOR-ONLY` 403; `USERS-SUCCESSOR-UNFIT` 409. */
  transferPrimaryAdministrator: command<{ userId: string }, Visibility>(
    'reeve.users.transfer-primary-administrator',
  ),
  /** The caller is at work. Nobody waits for it to show. */
  recordActivity: command<Record<string, never>, Record<string, never>>('reeve.users.record-activity'),
} as const;
