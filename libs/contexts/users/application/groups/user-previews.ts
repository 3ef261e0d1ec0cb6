import { usersErrors } from '@reeve/contracts';
import type { UserPreview } from '@reeve/contracts';
import type { UserPermissions } from '../permissions/user-permissions.js';
import type { GroupPeople } from './group-people.js';
import type { GroupQueries } from './group-queries.js';

/** What somebody has from the groups that they are in, and from all above these. */
export class UserPreviews {
  constructor(
    private readonly people: GroupPeople,
    private readonly groups: GroupQueries,
    private readonly permissions: UserPermissions,
  ) {}

  /** @throws ReeveError `USERS-NOT-FOUND` 404. */
  async of(userId: string): Promise<UserPreview> {
    const [person, groups, models, permissions] = await Promise.all([
      this.people.byId(userId),
      this.groups.ofUser(userId, true),
      this.groups.defaultModelsOfUser(userId),
      this.permissions.effective(userId),
    ]);
    if (person === undefined) throw usersErrors.notFound();
    return {
      user: { id: userId, name: person.document.name },
      groups: groups.map(({ id, name, membership_type }) => ({ id, name, membership_type })),
      default_models: models,
      effective_permissions: permissions,
    };
  }
}
