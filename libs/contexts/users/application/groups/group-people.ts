import type { GroupUser } from '@reeve/contracts';
import type { Collection, DocumentStore } from '@reeve/document-store';
import { isLive, USERS } from '@reeve/users/projections';
import type { UserDocument } from '@reeve/users/projections';

const PAGE = 1_000;

/** People as groups show them. */
export class GroupPeople {
  private readonly users: Collection<UserDocument>;

  constructor(documentStore: DocumentStore) {
    this.users = documentStore.collection<UserDocument>(USERS);
  }

  async exists(id: string): Promise<boolean> {
    return isLive(await this.users.get(id));
  }

  /** In the order of the ids, without those who are not there or were deleted. */
  async byIds(ids: readonly string[]): Promise<readonly GroupUser[]> {
    const people: GroupUser[] = [];
    for (let from = 0; from < ids.length; from += PAGE) {
      for (const { id, document } of await this.users.getMany(ids.slice(from, from + PAGE))) {
        if (!isLive(document)) continue;
        const { name, email, role } = document;
        people.push({ id, name, email, role });
      }
    }
    return people;
  }
}
