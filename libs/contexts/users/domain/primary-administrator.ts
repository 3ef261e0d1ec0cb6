import { USER_STREAMS } from '@reeve/contracts';
import type { PrimaryAdministratorClaimed, UsersEvent } from '@reeve/contracts';

export type PrimaryAdministratorState =
  { readonly status: 'vacant' } | { readonly status: 'held'; readonly userId: string };

export interface ClaimPrimaryAdministrator {
  readonly kind: 'claim';
  readonly userId: string;
}

export const PRIMARY_ADMINISTRATOR_STREAM = USER_STREAMS.primaryAdministrator;

/** There is one primary administrator. Whoever comes second gets nothing and is told nothing: they are simply not it. */
export const primaryAdministratorDecider = {
  initialState: { status: 'vacant' } as PrimaryAdministratorState,

  decide(
    { userId }: ClaimPrimaryAdministrator,
    state: PrimaryAdministratorState,
  ): readonly PrimaryAdministratorClaimed[] {
    return state.status === 'held'
      ? []
      : [{ type: 'users.primary-administrator.claimed.v1', data: { userId } }];
  },

  evolve(state: PrimaryAdministratorState, event: UsersEvent): PrimaryAdministratorState {
    if (event.type !== 'users.primary-administrator.claimed.v1') return state;
    return { status: 'held', userId: event.data.userId };
  },
};
