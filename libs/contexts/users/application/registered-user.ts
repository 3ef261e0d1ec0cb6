import { usersErrors } from '@reeve/contracts';
import type { CallContext } from '@reeve/contracts';
import type { FoundUser, UserDirectory } from './user-directory.js';

/** @throws ReeveError `USERS-NOT-FOUND` 404. */
export async function registeredUser(directory: UserDirectory, userId: string): Promise<FoundUser> {
  const user = await directory.byId(userId);
  if (user === undefined) throw usersErrors.notFound();
  return user;
}

/** Whoever calls. @throws ReeveError `USERS-SESSION-ENDED` 401 when they have no account any more. */
export async function callingUser(directory: UserDirectory, { principal }: CallContext): Promise<FoundUser> {
  const user = principal.id === null ? undefined : await directory.byId(principal.id);
  if (user === undefined) throw usersErrors.sessionEnded();
  return user;
}
