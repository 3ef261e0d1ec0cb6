import type { UserPlace, UsersPage, UsersQuery } from '@reeve/contracts';
import type { Collection, DocumentStore, StoredDocument } from '@reeve/document-store';
import { fold } from '@reeve/document-store';
import { isLive, readTally, USERS, USERS_ACTIVITY } from '@reeve/users/projections';
import type { ActivityDocument, LiveUserDocument, UserDocument } from '@reeve/users/projections';
import type { UserActivity } from './user-activity.js';
import { ORDER_FIELDS, whereOf } from './user-conditions.js';
import type { OrderField } from './user-conditions.js';
import { UserTotals } from './user-totals.js';
import type { SeenUser } from './user-views.js';

/** People that are looked at in one step on the way through the order of last activity. */
const STEP = 500;

/** Answers who there is, page by page. */
export class ListUsers {
  private readonly users: Collection<UserDocument>;
  private readonly activities: Collection<ActivityDocument>;
  private readonly totals: UserTotals;

  constructor(
    private readonly documentStore: DocumentStore,
    private readonly activity: UserActivity,
  ) {
    this.users = documentStore.collection<UserDocument>(USERS);
    this.activities = documentStore.collection<ActivityDocument>(USERS_ACTIVITY);
    this.totals = new UserTotals(this.users);
  }

  async execute(query: UsersQuery): Promise<UsersPage<SeenUser>> {
    const tally = await readTally((collection, id) =>
      this.documentStore.collection<never>(collection).get(id),
    );
    const page =
      query.order === 'last_active_at'
        ? this.byActivity(query)
        : this.byField(query, ORDER_FIELDS[query.order]);
    const [total, { users, last }] = await Promise.all([this.totals.matching(query, tally), page]);
    return { users, total, next: users.length < query.limit ? null : last };
  }

  private async byField(query: UsersQuery, field: OrderField) {
    const { direction, limit, offset, after, search = '' } = query;
    const found = await this.users.find({
      where: whereOf(query, field),
      search,
      sort: [{ field, direction }],
      limit,
      offset,
      ...(after && { after }),
    });
    const seen = await this.seen(found.filter(isFoundLive));
    return { users: seen, last: placeOf(seen, ({ document }) => document[field]) };
  }

  /** The times are in a collection of their own, so who does not meet the conditions is met on the way and left out. */
  private async byActivity(query: UsersQuery) {
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
      const matching = await this.matching(query, step);
      users.push(...matching.slice(toSkip, toSkip + limit - users.length));
      toSkip = Math.max(0, toSkip - matching.length);
      const last = step.at(-1);
      if (last === undefined || step.length < STEP) break;
      after = { value: last.document.lastActiveAt ?? 0, id: last.id };
    }
    return { users, last: placeOf(users, ({ lastActiveAt }) => lastActiveAt) };
  }

  private async matching(
    query: UsersQuery,
    step: readonly StoredDocument<ActivityDocument>[],
  ): Promise<readonly SeenUser[]> {
    const lastActive = new Map(step.map(({ id, document }) => [id, document.lastActiveAt ?? 0]));
    const found = await this.users.getMany([...lastActive.keys()]);
    return found
      .filter(isFoundLive)
      .filter(({ document }) => meets(query, document))
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

function placeOf(users: readonly SeenUser[], valueOf: (user: SeenUser) => string | number): UserPlace | null {
  const last = users.at(-1);
  return last === undefined ? null : { value: valueOf(last), id: last.id };
}
