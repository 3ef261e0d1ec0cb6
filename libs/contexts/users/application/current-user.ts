import { usersErrors } from '@reeve/contracts';
import type { CallContext, SessionUser } from '@reeve/contracts';
import type { UserDirectory } from './user-directory.js';

/** Tells the caller who they are. */
export class CurrentUser {
  constructor(private readonly directory: UserDirectory) {}

  /** @throws ReeveError `USERS-SESSION-ENDED` 401 when the account is gone. */
  async execute({ principal }: CallContext): Promise<SessionUser> {
    const found = principal.id === null ? undefined : await this.directory.byId(principal.id);
    const user = found && this.directory.sessionUser(found);
    if (user === undefined) throw usersErrors.sessionEnded();
    return user;
  }
}
