import type { UserPlace, UsersQuery } from '@reeve/contracts';
import type { Collection, DocumentStore, StoredDocument } from '@reeve/document-store';
import { isLive, membershipId, MEMBERSHIPS, USERS } from '@reeve/users/projections';
import type { LiveUserDocument, MembershipDocument, UserDocument } from '@reeve/users/projections';
import type { GroupDocuments } from './groups/group-documents.js';
import type { UserActivity } from './user-activity.js';
import { whereOf } from './user-conditions.js';
import type { OrderField } from './user-conditions.js';
import type { SeenUser } from './user-views.js';

export type FoundLive = StoredDocument<LiveUserDocument>;

/** What lists of users are made of: runs of an index, of everybody's documents or of a group's memberships. */
export class UserRuns {
  readonly users: Collection<UserDocument>;
  readonly memberships: Collection<MembershipDocument>;

  constructor(
    documentStore: DocumentStore,
    private readonly activity: UserActivity,
    private readonly groups: GroupDocuments,
  ) {
    this.users = documentStore.collection<UserDocument>(USERS);
    this.memberships = documentStore.collection<MembershipDocument>(MEMBERSHIPS);
  }

  /** A page of whoever meets the conditions, in the order of a field. */
  async page(
    query: UsersQuery,
    field: OrderField,
    after: UserPlace | undefined,
  ): Promise<readonly FoundLive[]> {
    const { direction, limit, offset, search = '', groupId } = query;
    const options = { where: whereOf(query, field), search, sort: [{ field, direction }], limit, offset };
    if (groupId === undefined) {
      const found = await this.users.find({ ...options, ...(after && { after }) });
      return found.filter(isFoundLive);
    }
    const from = after && { ...after, id: membershipId(groupId, after.id) };
    const members = await this.memberships.find({ ...options, ...(from && { after: from }) });
    return await this.byIds(members.map(({ document }) => document.userId));
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

  /** With when each was last at work: of who never was, when they were registered. */
  async seen(found: readonly FoundLive[]): Promise<readonly SeenUser[]> {
    const lastActive = await this.activity.lastOf(found.map(({ id }) => id));
    return found.map(({ id, document }) => ({
      id,
      document,
      lastActiveAt: lastActive.get(id) ?? document.createdAt,
    }));
  }
}

function isFoundLive(found: StoredDocument<UserDocument>): found is FoundLive {
  return isLive(found.document);
}
