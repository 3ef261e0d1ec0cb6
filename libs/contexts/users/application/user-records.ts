import { usersErrors } from '@reeve/contracts';
import type { CallContext, UserInfo, UserRecord, UserSummary } from '@reeve/contracts';
import type { GroupsOfPeople } from './groups/groups-of-people.js';
import type { PersonalValues } from './personal-values.js';
import type { UserActivity } from './user-activity.js';
import { isActive } from './user-activity.js';
import type { UserDirectory } from './user-directory.js';
import { infoOf, recordOf, summaryOf } from './user-views.js';
import type { ShownUser } from './user-views.js';

/** Answers who somebody is. */
export class UserRecords {
  constructor(
    private readonly directory: UserDirectory,
    private readonly activity: UserActivity,
    private readonly values: PersonalValues,
    private readonly groups: GroupsOfPeople,
  ) {}

  /** @throws ReeveError `USERS-NOT-FOUND` 404. */
  async record(userId: string): Promise<UserRecord> {
    return await recordOf(await this.seen(userId), this.values);
  }

  /** @throws ReeveError `USERS-NOT-FOUND` 404. */
  async info(userId: string): Promise<UserInfo> {
    return infoOf(await this.seen(userId));
  }

  /** Those of them that are there, in this order. */
  async summaries(userIds: readonly string[]): Promise<readonly UserSummary[]> {
    const seen = await this.activity.seen(await this.directory.byIds(userIds));
    return (await this.groups.shown(seen)).map(summaryOf);
  }

  async isActive(userId: string): Promise<{ readonly active: boolean }> {
    const lastActiveAt = (await this.activity.lastOf([userId])).get(userId);
    return { active: lastActiveAt !== undefined && isActive(lastActiveAt) };
  }

  /** @throws ReeveError `USERS-SESSION-ENDED` 401 when the account is gone. */
  async own({ principal }: CallContext): Promise<UserRecord> {
    if (principal.id === null) throw usersErrors.sessionEnded();
    return await this.record(principal.id);
  }

  private async seen(id: string): Promise<ShownUser> {
    const [found, lastActive, [shown]] = await Promise.all([
      this.directory.byId(id),
      this.activity.lastOf([id]),
      this.groups.shown([{ id }]),
    ]);
    if (found === undefined || shown === undefined) throw usersErrors.notFound();
    const { document } = found;
    return { ...shown, document, lastActiveAt: lastActive.get(id) ?? document.createdAt };
  }
}
