import type { UserPlace, UsersQuery } from '@reeve/contracts';
import type {
  Collection,
  CollectionsOf,
  DocumentStore,
  FindOptions,
  JoinedDocument,
  StoredDocument,
} from '@reeve/document-store';
import {
  GROUPS_OF_USERS,
  isLive,
  memberOf,
  membershipId,
  MEMBERSHIPS,
  USERS,
  USERS_ACTIVITY,
} from '@reeve/users/projections';
import type {
  ActivityDocument,
  GroupsOfUserDocument,
  LiveUserDocument,
  MembershipDocument,
  UserDocument,
} from '@reeve/users/projections';
import type { GroupDocuments } from './groups/group-documents.js';
import type { UserActivity } from './user-activity.js';
import { whereOf } from './user-conditions.js';
import type { OrderField } from './user-conditions.js';
import type { SeenUser } from './user-views.js';

export type FoundLive = StoredDocument<LiveUserDocument>;

/** Somebody on a list, with the groups that they are in by themselves: deleted ones may be among them. */
export interface ListedUser extends SeenUser {
  readonly groupIds: readonly string[];
}

/** By the ids of people. */
type GroupIds = ReadonlyMap<string, readonly string[]>;

/** What is known of a person besides their own document. */
interface OfUser {
  readonly activity: ActivityDocument;
  readonly groups: GroupsOfUserDocument;
}

const OF_USER: CollectionsOf<OfUser> = { activity: USERS_ACTIVITY, groups: GROUPS_OF_USERS };

/** What lists of users are made of: runs of an index, of everybody's documents, of a group's memberships, or of the times of last activity. */
export class UserRuns {
  readonly users: Collection<UserDocument>;
  readonly memberships: Collection<MembershipDocument>;
  readonly activities: Collection<ActivityDocument>;

  constructor(
    documentStore: DocumentStore,
    private readonly activity: UserActivity,
    private readonly groups: GroupDocuments,
  ) {
    this.users = documentStore.collection<UserDocument>(USERS);
    this.memberships = documentStore.collection<MembershipDocument>(MEMBERSHIPS);
    this.activities = documentStore.collection<ActivityDocument>(USERS_ACTIVITY);
  }

  /** A page of whoever meets the conditions, in the order of a field. */
  async page(
    query: UsersQuery,
    field: OrderField,
    after: UserPlace | undefined,
  ): Promise<readonly ListedUser[]> {
    const found =
      query.groupId === undefined
        ? await this.users.findJoined(usersOf(query, field, after), OF_USER)
        : await this.users.getManyJoined(await this.members(query, query.groupId, field, after), OF_USER);
    return found.flatMap(({ id, document, joined }) => listedUser(id, document, joined));
  }

  /** The same people as on a page of these conditions, by their documents alone: for whoever looks through many. */
  async found(
    query: UsersQuery,
    field: OrderField,
    after: UserPlace | undefined,
  ): Promise<readonly FoundLive[]> {
    if (query.groupId === undefined)
      return (await this.users.find(usersOf(query, field, after))).filter(isFoundLive);
    return await this.byIds(await this.members(query, query.groupId, field, after));
  }

  /** A page in the order of last activity, of everybody. */
  async byActivity(options: FindOptions): Promise<readonly ListedUser[]> {
    const found = await this.activities.findJoined<
      Omit<OfUser, 'activity'> & { readonly user: UserDocument }
    >(options, {
      user: USERS,
      groups: GROUPS_OF_USERS,
    });
    return found.flatMap(({ id, document, joined }) =>
      listedUser(id, joined.user, { ...joined, activity: document }),
    );
  }

  /** Those of these who are there. */
  async byIds(userIds: readonly string[]): Promise<readonly FoundLive[]> {
    return (await this.users.getMany(userIds)).filter(isFoundLive);
  }

  /** Which of these people are members of a group. */
  async membersAmong(groupId: string, userIds: readonly string[]): Promise<ReadonlySet<string>> {
    if ((await this.groups.byId(groupId)) === undefined) return new Set();
    const found = await this.memberships.getMany(userIds.map((id) => membershipId(groupId, id)));
    return new Set(found.filter(({ document }) => document.active).map(({ document }) => document.userId));
  }

  /** People who were found otherwise, as they are listed. */
  async listed(found: readonly FoundLive[]): Promise<readonly ListedUser[]> {
    const [seen, groupIds] = await Promise.all([this.activity.seen(found), this.groupIdsOf(found)]);
    return inGroups(seen, groupIds);
  }

  /** Adds to each person the groups that they are in by themselves. */
  async withGroups<Person extends { readonly id: string }>(
    people: readonly Person[],
  ): Promise<readonly (Person & Pick<ListedUser, 'groupIds'>)[]> {
    return inGroups(people, await this.groupIdsOf(people));
  }

  /** Ids of a group's members. */
  private async members(
    query: UsersQuery,
    groupId: string,
    field: OrderField,
    after: UserPlace | undefined,
  ): Promise<readonly string[]> {
    const found = await this.memberships.findIds(membersOf(query, groupId, field, after));
    return found.map((id) => memberOf(groupId, id));
  }

  private async groupIdsOf(people: readonly { readonly id: string }[]): Promise<GroupIds> {
    return await this.groups.directGroupIdsOf(people.map(({ id }) => id));
  }
}

function inGroups<Person extends { readonly id: string }>(
  people: readonly Person[],
  groupIds: GroupIds,
): readonly (Person & Pick<ListedUser, 'groupIds'>)[] {
  return people.map((person) => Object.assign({ groupIds: groupIds.get(person.id) ?? [] }, person));
}

function usersOf(query: UsersQuery, field: OrderField, after: UserPlace | undefined): FindOptions {
  const { direction, limit, offset, search = '' } = query;
  return {
    where: whereOf(query, field),
    search,
    sort: [{ field, direction }],
    limit,
    offset,
    ...(after && { after }),
  };
}

function membersOf(
  query: UsersQuery,
  groupId: string,
  field: OrderField,
  after: UserPlace | undefined,
): FindOptions {
  return usersOf(query, field, after && { ...after, id: membershipId(groupId, after.id) });
}

/** Who never was at work, was when they were registered. */
function listedUser(
  id: string,
  document: UserDocument | undefined,
  { activity, groups }: JoinedDocument<UserDocument, OfUser>['joined'],
): readonly ListedUser[] {
  if (!isLive(document)) return [];
  const lastActiveAt = activity?.lastActiveAt ?? document.createdAt;
  return [{ id, document, lastActiveAt, groupIds: groups?.groupIds ?? [] }];
}

function isFoundLive(found: StoredDocument<UserDocument>): found is FoundLive {
  return isLive(found.document);
}
