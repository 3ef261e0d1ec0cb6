import { DELETION_STEPS, usersErrors } from '@reeve/contracts';
import type {
  DeletionStep,
  UserDeleted,
  UserDeletionCompleted,
  UserDeletionStepDone,
  UserErasureRequested,
} from '@reeve/contracts';
import {
  nobodyDeletesThemselves,
  thePrimaryAdministratorIsNeitherDeletedNorDisabled,
  theUserIsThere,
} from './user-rules.js';
import type { ActorId } from './user-rules.js';
import type { DeletedUser, UserState } from './user-state.js';

export interface DeleteAccount {
  readonly kind: 'delete';
  readonly userId: string;
  readonly actor: ActorId;
  readonly erase: boolean;
}

/** A step of the deletion was carried out. */
export interface RecordDeletionStep {
  readonly kind: 'record-deletion-step';
  readonly userId: string;
  readonly step: DeletionStep;
}

/** Every step was carried out; and the data key is destroyed, if it was to be (`erased`). */
export interface CompleteDeletion {
  readonly kind: 'complete-deletion';
  readonly userId: string;
  readonly erased: boolean;
}

/** Somebody who is deleted can still be erased, once. */
export function deleteAccount(
  { userId, actor, erase }: DeleteAccount,
  state: UserState,
): readonly (UserDeleted | UserErasureRequested)[] {
  if (state.status === 'deleted' && erase && !state.erase) {
    return [{ type: 'users.user.erasure-requested.v1', data: { userId } }];
  }
  const user = theUserIsThere(state);
  thePrimaryAdministratorIsNeitherDeletedNorDisabled(user, userId, actor);
  nobodyDeletesThemselves(userId, actor);
  const { emailFingerprint, role, standing } = user;
  return [{ type: 'users.user.deleted.v1', data: { userId, emailFingerprint, role, standing, erase } }];
}

export function recordDeletionStep(
  { userId, step }: RecordDeletionStep,
  state: UserState,
): readonly UserDeletionStepDone[] {
  const { stepsDone } = theUserIsDeleted(state);
  return stepsDone.includes(step)
    ? []
    : [{ type: 'users.user.deletion-step-done.v1', data: { userId, step } }];
}

/** Not before every step is done; and not with less than was asked for meanwhile. */
export function completeDeletion(
  { userId, erased }: CompleteDeletion,
  state: UserState,
): readonly UserDeletionCompleted[] {
  const user = theUserIsDeleted(state);
  const isReady = stepsLeft(user).length === 0 && user.erase === erased;
  if (user.completed || !isReady) return [];
  return [{ type: 'users.user.deletion-completed.v1', data: { userId, erased } }];
}

/** In the order to take them in. */
export function stepsLeft({ stepsDone }: DeletedUser): readonly DeletionStep[] {
  return DELETION_STEPS.filter((step) => !stepsDone.includes(step));
}

function theUserIsDeleted(state: UserState): DeletedUser {
  if (state.status !== 'deleted') throw usersErrors.notFound();
  return state;
}
