import type { UserPlace, UsersPage, UsersQuery } from '@reeve/contracts';
import type { Collection, DocumentStore, StoredDocument } from '@reeve/document-store';
import { fold } from '@reeve/document-store';
import {
  countOf,
  isLive,
  membershipId,
  MEMBERSHIPS,
  readTally,
  USERS,
  USERS_ACTIVITY,
} from '@reeve/users/projections';
import type {
  ActivityDocument,
  LiveUserDocument,
  MembershipDocument,
  TallyDocument,
  UserDocument,
} from '@reeve/users/projections';
import type { GroupDocuments } from './groups/group-documents.js';
import { GroupsOfPeople } from './groups/groups-of-people.js';
import { ListByMembership, membershipValue } from './list-by-membership.js';
import type { UserActivity } from './user-activity.js';
import { groupOfOrder, ORDER_FIELDS, whereOf } from './user-conditions.js';
import type { OrderField } from './user-conditions.js';
import { UserTotals } from './user-totals.js';
import type { SeenUser, ShownUser } from './user-views.js';

/** People that are looked at in one step on the way through the order of last activity. */
const STEP = 500;
const FEW = 1000;
/** So many more members are few: nothing but their times of last activity is read of them. */
const MEMBERS_PER_FEW = 5;

/** Answers who there is, page by page. */
export class ListUsers {
  private readonly users: Collection<UserDocument>;
  private readonly activities: Collection<ActivityDocument>;
  private readonly memberships: Collection<MembershipDocument>;
  private readonly totals: UserTotals;
  private readonly byMembership: ListByMembership;
  private readonly groupsOfPeople: GroupsOfPeople;

  /** @param few how many are read and put in order at once, where no index has their order. */
  constructor(
    private readonly documentStore: DocumentStore,
    private readonly activity: UserActivity,
    private readonly groups: GroupDocuments,
    private readonly few = FEW,
  ) {
    this.users = documentStore.collection<UserDocument>(USERS);
    this.activities = documentStore.collection<ActivityDocument>(USERS_ACTIVITY);
    this.memberships = documentStore.collection<MembershipDocument>(MEMBERSHIPS);
    this.totals = new UserTotals(this.users, this.memberships);
    this.byMembership = new ListByMembership({
      byName: (query, after) => this.found(query, 'name', after),
      membersAmong: (groupId, userIds) => this.membersAmong(groupId, userIds),
    });
    this.groupsOfPeople = new GroupsOfPeople(groups);
  }

  async execute(query: UsersQuery): Promise<UsersPage<ShownUser>> {
    const page = await this.page(query);
    return { ...page, users: await this.groupsOfPeople.shown(page.users) };
  }

  private async page(query: UsersQuery): Promise<UsersPage<SeenUser>> {
    const tally = await readTally((collection, id) =>
      this.documentStore.collection<never>(collection).get(id),
    );
    const group = query.groupId === undefined ? undefined : await this.groups.byId(query.groupId);
    if (query.groupId !== undefined && group === undefined) return { users: [], total: 0, next: null };
    const ordering = groupOfOrder(query.order);
    if (ordering !== undefined) return await this.membersFirst(query, ordering, tally);
    const total = this.totals.matching(query, tally, group);
    if (query.order === 'last_active_at') return await this.byActivity(query, await total, tally);
    const field = ORDER_FIELDS[query.order as keyof typeof ORDER_FIELDS];
    const [matches, users] = await Promise.all([total, this.byField(query, field, query.after)]);
    return pageOf(query, matches, users, ({ document }) => document[field]);
  }

  /** A group that is not there has no members. */
  private async membersFirst(
    query: UsersQuery,
    groupId: string,
    tally: TallyDocument,
  ): Promise<UsersPage<SeenUser>> {
    const group = await this.groups.byId(groupId);
    const members = group === undefined ? 0 : await this.totals.matching({ ...query, groupId }, tally, group);
    const total = query.groupId === undefined ? await this.totals.matching(query, tally) : members;
    const users = await this.seen(await this.byMembership.page(query, groupId, { total, members }));
    const among = await this.membersAmong(
      groupId,
      users.map(({ id }) => id),
    );
    return pageOf(query, total, users, (user) => membershipValue(user, among.has(user.id)));
  }

  private async membersAmong(groupId: string, userIds: readonly string[]): Promise<ReadonlySet<string>> {
    if ((await this.groups.byId(groupId)) === undefined) return new Set();
    const found = await this.memberships.getMany(userIds.map((id) => membershipId(groupId, id)));
    return new Set(found.filter(({ document }) => document.active).map(({ document }) => document.userId));
  }

  private async byField(query: UsersQuery, field: OrderField, after: UserPlace | undefined) {
    return await this.seen(await this.found(query, field, after));
  }

  private async found(
    query: UsersQuery,
    field: OrderField,
    after: UserPlace | undefined,
  ): Promise<readonly StoredDocument<LiveUserDocument>[]> {
    const { direction, limit, offset, search = '', groupId } = query;
    const options = { where: whereOf(query, field), search, sort: [{ field, direction }], limit, offset };
    if (groupId === undefined) {
      const found = await this.users.find({ ...options, ...(after && { after }) });
      return found.filter(isFoundLive);
    }
    const from = after && { ...after, id: membershipId(groupId, after.id) };
    const members = await this.memberships.find({ ...options, ...(from && { after: from }) });
    const found = await this.users.getMany(members.map(({ document }) => document.userId));
    return found.filter(isFoundLive);
  }

  /**
   * The times are in a collection of their own. Where everybody is asked for, its order is the answer; few who meet conditions are
   * put in order here; of many, those who do not are met on the way and left out.
   */
  private async byActivity(
    query: UsersQuery,
    total: number,
    tally: TallyDocument,
  ): Promise<UsersPage<SeenUser>> {
    const users =
      total === countOf(tally)
        ? await this.everybodyByActivity(query)
        : query.groupId !== undefined && total <= this.few * MEMBERS_PER_FEW
          ? await this.fewMembersByActivity(query)
          : total <= this.few
            ? await this.fewByActivity(query)
            : await this.manyByActivity(query);
    return pageOf(query, total, users, ({ lastActiveAt }) => lastActiveAt);
  }

  private async everybodyByActivity({ direction, limit, offset, after }: UsersQuery) {
    const found = await this.activities.find({
      where: { lastActiveAt: { gte: 0 } },
      sort: [{ field: 'lastActiveAt', direction }],
      limit,
      offset,
      ...(after && { after }),
    });
    return await this.seenInOrder(found);
  }

  private async fewByActivity(query: UsersQuery): Promise<readonly SeenUser[]> {
    const all = await this.byField({ ...query, limit: this.few, offset: 0 }, 'createdAt', undefined);
    return pageByActivity(all, query);
  }

  private async fewMembersByActivity(query: UsersQuery): Promise<readonly SeenUser[]> {
    const members = await this.memberships.find({
      where: whereOf(query, 'createdAt'),
      search: query.search ?? '',
      sort: [{ field: 'createdAt', direction: 'desc' }],
      limit: this.few * MEMBERS_PER_FEW,
    });
    const ids = members.map(({ document }) => document.userId);
    const lastActive = await this.activity.lastOf(ids);
    const people = members.map(({ document: { userId, createdAt = 0 } }) => ({
      id: userId,
      lastActiveAt: lastActive.get(userId) ?? createdAt,
    }));
    const page = pageByActivity(people, query);
    const found = await this.users.getMany(page.map(({ id }) => id));
    return await this.seen(found.filter(isFoundLive));
  }

  private async manyByActivity(query: UsersQuery): Promise<readonly SeenUser[]> {
    const { direction, limit, offset } = query;
    const users: SeenUser[] = [];
    let { after } = query;
    for (let toSkip = offset; users.length < limit;) {
      const step = await this.activities.find({
        where: { lastActiveAt: { gte: 0 } },
        sort: [{ field: 'lastActiveAt', direction }],
        limit: STEP,
        ...(after && { after }),
      });
      const seen = await this.seenInOrder(await this.inGroup(query, step));
      const matching = seen.filter(({ document }) => meets(query, document));
      users.push(...matching.slice(toSkip, toSkip + limit - users.length));
      toSkip = Math.max(0, toSkip - matching.length);
      const last = step.at(-1);
      if (last === undefined || step.length < STEP) break;
      after = { value: last.document.lastActiveAt ?? 0, id: last.id };
    }
    return users;
  }

  private async inGroup<Person extends { readonly id: string }>(
    { groupId }: UsersQuery,
    people: readonly Person[],
  ): Promise<readonly Person[]> {
    if (groupId === undefined) return people;
    const ids = people.map(({ id }) => id);
    const members = await this.membersAmong(groupId, ids);
    return people.filter(({ id }) => members.has(id));
  }

  private async seenInOrder(
    found: readonly StoredDocument<ActivityDocument>[],
  ): Promise<readonly SeenUser[]> {
    const lastActive = new Map(found.map(({ id, document }) => [id, document.lastActiveAt ?? 0]));
    const users = await this.users.getMany([...lastActive.keys()]);
    return users
      .filter(isFoundLive)
      .map(({ id, document }) => ({ id, document, lastActiveAt: lastActive.get(id) ?? 0 }));
  }

  private async seen(found: readonly StoredDocument<LiveUserDocument>[]): Promise<readonly SeenUser[]> {
    const lastActive = await this.activity.lastOf(found.map(({ id }) => id));
    return found.map(({ id, document }) => ({
      id,
      document,
      lastActiveAt: lastActive.get(id) ?? document.createdAt,
    }));
  }
}

/** The same conditions as the store's, on a document; but for the group. */
function meets(query: UsersQuery, user: LiveUserDocument): boolean {
  const { role, standing, createdFrom = -Infinity, createdTo = Infinity, search = '' } = query;
  const term = fold(search);
  return (
    (role === undefined || user.role === role) &&
    (standing === undefined || user.standing === standing) &&
    user.createdAt >= createdFrom &&
    user.createdAt <= createdTo &&
    (term === '' || fold(user.name).includes(term) || fold(user.email).includes(term))
  );
}

function isFoundLive(found: StoredDocument<UserDocument>): found is StoredDocument<LiveUserDocument> {
  return isLive(found.document);
}

function pageOf(
  { limit }: UsersQuery,
  total: number,
  users: readonly SeenUser[],
  valueOf: (user: SeenUser) => string | number,
): UsersPage<SeenUser> {
  const last = users.at(-1);
  const next = last === undefined || users.length < limit ? null : { value: valueOf(last), id: last.id };
  return { users, total, next };
}

type Active = Pick<SeenUser, 'id' | 'lastActiveAt'>;

function pageByActivity<Person extends Active>(
  people: readonly Person[],
  { direction, after, offset, limit }: UsersQuery,
): readonly Person[] {
  const order = direction === 'asc' ? 1 : -1;
  const sorted = people.toSorted(
    (left, right) => order * comparePlaces(activityPlace(left), activityPlace(right)),
  );
  const next =
    after === undefined
      ? sorted
      : sorted.filter((person) => order * comparePlaces(activityPlace(person), after) > 0);
  return next.slice(offset, offset + limit);
}

const activityPlace = ({ id, lastActiveAt }: Active): UserPlace => ({ value: lastActiveAt, id });

/** Ids are UUIDs, or other texts of ASCII: the order of UTF-16 is that of code points. */
function comparePlaces(left: UserPlace, right: UserPlace): number {
  if (left.value !== right.value) return left.value < right.value ? -1 : 1;
  if (left.id === right.id) return 0;
  return left.id < right.id ? -1 : 1;
}
