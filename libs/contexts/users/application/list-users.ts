import { ACCOUNT_STANDINGS, ROLES } from '@reeve/contracts';
import type { UserCounts, UsersPage, UsersQuery } from '@reeve/contracts';
import type { DocumentStore } from '@reeve/document-store';
import { countOf, readTally } from '@reeve/users/projections';
import type { TallyDocument } from '@reeve/users/projections';
import type { GroupDocuments } from './groups/group-documents.js';
import { GroupsOfPeople } from './groups/groups-of-people.js';
import { ListByActivity } from './list-by-activity.js';
import { ListByMembership, membershipValue } from './list-by-membership.js';
import { isRangeInOtherOrder, ListByRange } from './list-by-range.js';
import type { UserActivity } from './user-activity.js';
import { groupOfOrder, ORDER_FIELDS } from './user-conditions.js';
import { UserRuns } from './user-runs.js';
import type { ListedUser } from './user-runs.js';
import { UserTotals } from './user-totals.js';
import type { ShownUser } from './user-views.js';

const FEW = 1000;

/** Answers who there is, page by page. */
export class ListUsers {
  private readonly runs: UserRuns;
  private readonly totals: UserTotals;
  private readonly byActivity: ListByActivity;
  private readonly byMembership: ListByMembership;
  private readonly byRange: ListByRange;
  private readonly groupsOfPeople: GroupsOfPeople;

  /** @param few how many are read and put in order at once, where no index has their order. */
  constructor(
    private readonly documentStore: DocumentStore,
    activity: UserActivity,
    private readonly groups: GroupDocuments,
    few = FEW,
  ) {
    this.runs = new UserRuns(documentStore, activity, groups);
    this.totals = new UserTotals(this.runs.users, this.runs.memberships);
    this.byActivity = new ListByActivity(activity, this.runs, few);
    this.byMembership = new ListByMembership(this.runs);
    this.byRange = new ListByRange(this.runs, few);
    this.groupsOfPeople = new GroupsOfPeople(groups);
  }

  async execute(query: UsersQuery): Promise<UsersPage<ShownUser>> {
    const { users, total, next } = await this.page(query);
    const named = await this.groupsOfPeople.naming();
    const shown = users.map(({ id, document, lastActiveAt, groupIds }) => {
      return { id, document, lastActiveAt, groups: named(groupIds) };
    });
    return { users: shown, total, next };
  }

  /** How many there are, as the projection keeps count of them. */
  async counts(): Promise<UserCounts> {
    const tally = await this.tally();
    const ofRole = ROLES.map((role) => [role, countOf(tally, role)] as const);
    const ofStanding = ACCOUNT_STANDINGS.map(
      (standing) => [standing, countOf(tally, undefined, standing)] as const,
    );
    return {
      by_role: Object.fromEntries(ofRole) as UserCounts['by_role'],
      by_status: Object.fromEntries(ofStanding) as UserCounts['by_status'],
    };
  }

  private async tally(): Promise<TallyDocument> {
    return await readTally((collection, id) => this.documentStore.collection<never>(collection).get(id));
  }

  private async page(query: UsersQuery): Promise<UsersPage<ListedUser>> {
    const tally = await this.tally();
    const group = query.groupId === undefined ? undefined : await this.groups.byId(query.groupId);
    if (query.groupId !== undefined && group === undefined) return { users: [], total: 0, next: null };
    const ordering = groupOfOrder(query.order);
    if (ordering !== undefined) return await this.membersFirst(query, ordering, tally);
    const matching = this.totals.matching(query, tally, group);
    if (query.order === 'last_active_at') {
      const total = await matching;
      const users = await this.byActivity.page(query, total, tally);
      return pageOf(query, total, users, ({ lastActiveAt }) => lastActiveAt);
    }
    const field = ORDER_FIELDS[query.order as keyof typeof ORDER_FIELDS];
    const [total, found] = isRangeInOtherOrder(query, field)
      ? await matching.then(async (count) => [count, await this.byRange.page(query, field, count)] as const)
      : await Promise.all([matching, this.runs.page(query, field, query.after)]);
    return pageOf(query, total, found, ({ document }) => document[field]);
  }

  /** A group that is not there has no members. */
  private async membersFirst(
    query: UsersQuery,
    groupId: string,
    tally: TallyDocument,
  ): Promise<UsersPage<ListedUser>> {
    const group = await this.groups.byId(groupId);
    const members = group === undefined ? 0 : await this.totals.matching({ ...query, groupId }, tally, group);
    const total = query.groupId === undefined ? await this.totals.matching(query, tally) : members;
    const users = await this.runs.listed(await this.byMembership.page(query, groupId, { total, members }));
    const among = await this.runs.membersAmong(
      groupId,
      users.map(({ id }) => id),
    );
    return pageOf(query, total, users, (user) => membershipValue(user, among.has(user.id)));
  }
}

function pageOf(
  { limit }: UsersQuery,
  total: number,
  users: readonly ListedUser[],
  valueOf: (user: ListedUser) => string | number,
): UsersPage<ListedUser> {
  const last = users.at(-1);
  const next = last === undefined || users.length < limit ? null : { value: valueOf(last), id: last.id };
  return { users, total, next };
}
