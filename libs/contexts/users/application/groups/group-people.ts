import type { UserInfo } from '@reeve/contracts';
import type { Collection, DocumentStore, StoredDocument } from '@reeve/document-store';
import { isLive, USERS } from '@reeve/users/projections';
import type { LiveUserDocument, UserDocument } from '@reeve/users/projections';
import type { UserActivity } from '../user-activity.js';
import { infoOf } from '../user-views.js';
import type { GroupsOfPeople } from './groups-of-people.js';

const PAGE = 1_000;

export type PersonInGroup = StoredDocument<LiveUserDocument>;

/** People as groups show them. */
export class GroupPeople {
  private readonly users: Collection<UserDocument>;

  constructor(
    documentStore: DocumentStore,
    private readonly activity: UserActivity,
    private readonly groups: GroupsOfPeople,
  ) {
    this.users = documentStore.collection<UserDocument>(USERS);
  }

  async exists(id: string): Promise<boolean> {
    return (await this.byId(id)) !== undefined;
  }

  /** Undefined for somebody who is not there, or was deleted. */
  async byId(id: string): Promise<PersonInGroup | undefined> {
    const document = await this.users.get(id);
    return isLive(document) ? { id, document } : undefined;
  }

  /** In the order of the ids, without those who are not there or were deleted. */
  async byIds(ids: readonly string[]): Promise<readonly PersonInGroup[]> {
    const people: PersonInGroup[] = [];
    for (let from = 0; from < ids.length; from += PAGE) {
      for (const { id, document } of await this.users.getMany(ids.slice(from, from + PAGE))) {
        if (isLive(document)) people.push({ id, document });
      }
    }
    return people;
  }

  /** As everybody who is verified may see them, in the same order: those of one page. */
  async shown(people: readonly PersonInGroup[]): Promise<readonly UserInfo[]> {
    const seen = await this.activity.seen(people);
    return (await this.groups.shown(seen)).map(infoOf);
  }
}
