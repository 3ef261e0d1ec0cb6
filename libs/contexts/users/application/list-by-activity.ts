import type { UserPlace, UsersQuery } from '@reeve/contracts';
import { fold } from '@reeve/document-store';
import { countOf } from '@reeve/users/projections';
import type { LiveUserDocument, TallyDocument } from '@reeve/users/projections';
import type { UserActivity } from './user-activity.js';
import { whereOf } from './user-conditions.js';
import type { ListedUser, UserRuns } from './user-runs.js';
import type { SeenUser } from './user-views.js';

/** People that are looked at in one step on the way through the order of last activity. */
const STEP = 500;
/** So many more members are few: nothing but their times of last activity is read of them. */
const MEMBERS_PER_FEW = 5;

/**
 * The order of last activity. The times are in a collection of their own: where everybody is asked for, its order is the answer; few
 * who meet conditions are put in order here; of many, those who do not are met on the way and left out.
 */
export class ListByActivity {
  /** @param few how many are read and put in order at once. */
  constructor(
    private readonly activity: UserActivity,
    private readonly runs: UserRuns,
    private readonly few: number,
  ) {}

  /** @param total how many meet the conditions. */
  async page(query: UsersQuery, total: number, tally: TallyDocument): Promise<readonly ListedUser[]> {
    const { limit, offset, after } = query;
    if (total === countOf(tally))
      return await this.runs.byActivity({ ...inOrder(query), limit, offset, ...(after && { after }) });
    return await this.runs.withGroups(await this.matching(query, total));
  }

  private async matching(query: UsersQuery, total: number): Promise<readonly SeenUser[]> {
    if (query.groupId !== undefined && total <= this.few * MEMBERS_PER_FEW)
      return await this.fewMembers(query);
    return total <= this.few ? await this.fewOf(query) : await this.many(query);
  }

  private async fewOf(query: UsersQuery): Promise<readonly SeenUser[]> {
    const all = { ...query, limit: this.few, offset: 0 };
    const found = await this.runs.found(all, 'createdAt', undefined);
    return pageByActivity(await this.activity.seen(found), query);
  }

  private async fewMembers(query: UsersQuery): Promise<readonly SeenUser[]> {
    const members = await this.runs.memberships.find({
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
    return await this.asPlaced(pageByActivity(people, query));
  }

  private async many(query: UsersQuery): Promise<readonly SeenUser[]> {
    const { limit, offset } = query;
    const users: SeenUser[] = [];
    let { after } = query;
    for (let toSkip = offset; users.length < limit;) {
      const step = await this.runs.activities.find({
        ...inOrder(query),
        limit: STEP,
        ...(after && { after }),
      });
      const people = step.map(({ id, document }) => ({ id, lastActiveAt: document.lastActiveAt ?? 0 }));
      const placed = await this.asPlaced(await this.inGroup(query, people));
      const matching = placed.filter(({ document }) => meets(query, document));
      users.push(...matching.slice(toSkip, toSkip + limit - users.length));
      toSkip = Math.max(0, toSkip - matching.length);
      const last = people.at(-1);
      if (last === undefined || step.length < STEP) break;
      after = activityPlace(last);
    }
    return users;
  }

  /** With the times that put them into this order: somebody may have been at work since. */
  private async asPlaced(people: readonly Active[]): Promise<readonly SeenUser[]> {
    const lastActive = new Map(people.map(({ id, lastActiveAt }) => [id, lastActiveAt]));
    const found = await this.runs.byIds([...lastActive.keys()]);
    return found.map(({ id, document }) => ({ id, document, lastActiveAt: lastActive.get(id) ?? 0 }));
  }

  private async inGroup<Person extends { readonly id: string }>(
    { groupId }: UsersQuery,
    people: readonly Person[],
  ): Promise<readonly Person[]> {
    if (groupId === undefined) return people;
    const ids = people.map(({ id }) => id);
    const members = await this.runs.membersAmong(groupId, ids);
    return people.filter(({ id }) => members.has(id));
  }
}

/** All who have a time of last activity: whoever is deleted has none. */
function inOrder({ direction }: UsersQuery) {
  return { where: { lastActiveAt: { gte: 0 } }, sort: [{ field: 'lastActiveAt', direction }] } as const;
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
