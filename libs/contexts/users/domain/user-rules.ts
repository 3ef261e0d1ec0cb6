import { accountErrors, usersErrors } from '@reeve/contracts';
import type { Role } from '@reeve/contracts';
import type { RegisteredUser, UserState } from './user-state.js';

/** Who gives a command; null: the system. */
export type ActorId = string | null;

/** @throws ReeveError `USERS-NOT-FOUND` 404 for whoever was never registered, or is deleted. */
export function theUserIsThere(state: UserState): RegisteredUser {
  if (state.status !== 'registered') throw usersErrors.notFound();
  return state;
}

/** @throws ReeveError `USERS-PRIMARY-ADMINISTRATOR-PROTECTED` 403. */
export function thePrimaryAdministratorIsChangedByNobodyElse(
  user: RegisteredUser,
  userId: string,
  actor: ActorId,
): void {
  if (user.protection !== null && actor !== userId) throw accountErrors.primaryAdministratorProtected();
}

/**
 * There is always an administrator: this one. Its role ends by handing over the place, and no other way.
 *
 * @throws ReeveError `USERS-PRIMARY-ADMINISTRATOR-STAYS` 403.
 */
export function thePrimaryAdministratorStaysAnAdministrator(user: RegisteredUser, role: Role): void {
  if (user.protection !== null && role !== 'admin') throw accountErrors.primaryAdministratorStays();
}

/** @throws ReeveError `USERS-PRIMARY-ADMINISTRATOR-PROTECTED` 403, or `USERS-PRIMARY-ADMINISTRATOR-STAYS` for itself. */
export function thePrimaryAdministratorIsNeitherDeletedNorDisabled(
  user: RegisteredUser,
  userId: string,
  actor: ActorId,
): void {
  thePrimaryAdministratorIsChangedByNobodyElse(user, userId, actor);
  if (user.protection !== null) throw accountErrors.primaryAdministratorStays();
}

/** @throws ReeveError `USERS-OWN-DELETION` 403. */
export function nobodyDeletesThemselves(userId: string, actor: ActorId): void {
  if (actor === userId) throw accountErrors.ownDeletion();
}

/** @throws ReeveError `USERS-OWN-DISABLING` 403. */
export function nobodyDisablesThemselves(userId: string, actor: ActorId): void {
  if (actor === userId) throw accountErrors.ownDisabling();
}

/** @throws ReeveError `USERS-SUCCESSOR-UNFIT` 409. */
export function onlyAnActiveAdministratorSucceeds(user: RegisteredUser): void {
  if (user.role !== 'admin' || user.standing !== 'active') throw accountErrors.successorUnfit();
}

/**
 * What was decided upon must be what it is.
 *
 * @throws ReeveError `USERS-CHANGED-MEANWHILE` 409.
 */
export function nobodyElseHasChangedIt(current: string | null, decidedUpon: string | null): void {
  if (current !== decidedUpon) throw accountErrors.changedMeanwhile();
}
