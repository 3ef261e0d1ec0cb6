import type { UserDisabled, UserEnabled } from '@reeve/contracts';
import {
  nobodyDisablesThemselves,
  thePrimaryAdministratorIsNeitherDeletedNorDisabled,
  theUserIsThere,
} from './user-rules.js';
import type { ActorId } from './user-rules.js';
import type { UserState } from './user-state.js';

export interface DisableAccount {
  readonly kind: 'disable';
  readonly userId: string;
  readonly actor: ActorId;
}

export interface EnableAccount {
  readonly kind: 'enable';
  readonly userId: string;
}

export function disableAccount({ userId, actor }: DisableAccount, state: UserState): readonly UserDisabled[] {
  const user = theUserIsThere(state);
  thePrimaryAdministratorIsNeitherDeletedNorDisabled(user, userId, actor);
  nobodyDisablesThemselves(userId, actor);
  if (user.standing === 'disabled') return [];
  return [{ type: 'users.user.disabled.v1', data: { userId, role: user.role } }];
}

export function enableAccount({ userId }: EnableAccount, state: UserState): readonly UserEnabled[] {
  const user = theUserIsThere(state);
  if (user.standing === 'active') return [];
  return [{ type: 'users.user.enabled.v1', data: { userId, role: user.role } }];
}
