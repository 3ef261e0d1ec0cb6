import { usersErrors } from '@reeve/contracts';
import type { CallContext, CurrentUser as Answer } from '@reeve/contracts';
import type { PersonalValues } from './personal-values.js';
import type { UserDirectory } from './user-directory.js';
import { statusOf } from './user-views.js';

/** Tells the caller who they are. */
export class CurrentUser {
  constructor(
    private readonly directory: UserDirectory,
    private readonly values: PersonalValues,
  ) {}

  /** @throws ReeveError `USERS-SESSION-ENDED` 401 when the account is gone. */
  async execute({ principal }: CallContext): Promise<Answer> {
    const found = principal.id === null ? undefined : await this.directory.byId(principal.id);
    if (found === undefined) throw usersErrors.sessionEnded();
    const { bio, gender, dateOfBirth } = found.document;
    return {
      ...this.directory.sessionUser(found),
      bio,
      gender: await this.values.open('gender', gender),
      date_of_birth: await this.values.open('dateOfBirth', dateOfBirth),
      ...statusOf(found.document),
    };
  }
}
