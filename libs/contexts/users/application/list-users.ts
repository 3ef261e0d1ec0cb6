import type { UserPlace, UsersPage, UsersQuery } from '@reeve/contracts';
import type { Collection, DocumentStore, StoredDocument } from '@reeve/document-store';
import { fold } from '@reeve/document-store';
import { countOf, isLive, readTally, USERS, USERS_ACTIVITY } from '@reeve/users/projections';
import type {
  ActivityDocument,
  LiveUserDocument,
  TallyDocument,
  UserDocument,
} from '@reeve/users/projections';
import type { GroupDocuments } from './groups/group-documents.js';
import { GroupsOfPeople } from './groups/groups-of-people.js';
import type { UserActivity } from './user-activity.js';
import { ORDER_FIELDS, whereOf } from './user-conditions.js';
import type { OrderField } from './user-conditions.js';
import { UserTotals } from './user-totals.js';
import type { SeenUser, ShownUser } from './user-views.js';

/** People that are looked at in one step on the way through the order of last activity. */
const STEP = 500;
const FEW = 1000;

/** Answers who there is, page by page. */
export class ListUsers {
  private readonly users: Collection<UserDocument>;
  private readonly activities: Collection<ActivityDocument>;
  private readonly totals: UserTotals;
  private readonly groupsOfPeople: GroupsOfPeople;

  /** @param few how many are read and put in order at once, where no index has their order. */
  constructor(
    private readonly documentStore: DocumentStore,
    private readonly activity: UserActivity,
    groups: GroupDocuments,
    private readonly few = FEW,
  ) {
    this.users = documentStore.collection<UserDocument>(USERS);
    this.activities = documentStore.collection<ActivityDocument>(USERS_ACTIVITY);
    this.totals = new UserTotals(this.users);
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
    if (query.order === 'last_active_at') return await this.byActivity(query, tally);
    const [total, users] = await Promise.all([
      this.totals.matching(query, tally),
      this.byField(query, ORDER_FIELDS[query.order], query.after),
    ]);
    const field = ORDER_FIELDS[query.order];
    return pageOf(query, total, users, ({ document }) => document[field]);
  }

  private async byField(query: UsersQuery, field: OrderField, after: UserPlace | undefined) {
    const { direction, limit, offset, search = '' } = query;
    const found = await this.users.find({
      where: whereOf(query, field),
      search,
      sort: [{ field, direction }],
      limit,
      offset,
      ...(after && { after }),
    });
    return await this.seen(found.filter(isFoundLive));
  }

  /**
   * The times are in a collection of their own. Where everybody is asked for, its order is the answer; few who meet conditions are
   * put in order here; of many, those who do not are met on the way and left out.
   */
  private async byActivity(query: UsersQuery, tally: TallyDocument): Promise<UsersPage<SeenUser>> {
    const total = await this.totals.matching(query, tally);
    const users =
      total === countOf(tally)
        ? await this.everybodyByActivity(query)
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
    const { limit, offset, after, direction } = query;
    const all = await this.byField({ ...query, limit: this.few, offset: 0 }, 'createdAt', undefined);
    const order = direction === 'asc' ? 1 : -1;
    const sorted = all.toSorted(
      (left, right) => order * comparePlaces(activityPlace(left), activityPlace(right)),
    );
    const next =
      after === undefined
        ? sorted
        : sorted.filter((user) => order * comparePlaces(activityPlace(user), after) > 0);
    return next.slice(offset, offset + limit);
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
      const seen = await this.seenInOrder(step);
      const matching = seen.filter(({ document }) => meets(query, document));
      users.push(...matching.slice(toSkip, toSkip + limit - users.length));
      toSkip = Math.max(0, toSkip - matching.length);
      const last = step.at(-1);
      if (last === undefined || step.length < STEP) break;
      after = { value: last.document.lastActiveAt ?? 0, id: last.id };
    }
    return users;
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

/** The same conditions as the store's, on a document. */
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

const activityPlace = ({ id, lastActiveAt }: SeenUser): UserPlace => ({ value: lastActiveAt, id });

/** Ids are UUIDs, or other texts of ASCII: the order of UTF-16 is that of code points. */
function comparePlaces(left: UserPlace, right: UserPlace): number {
  if (left.value !== right.value) return left.value < right.value ? -1 : 1;
  if (left.id === right.id) return 0;
  return left.id < right.id ? -1 : 1;
}
