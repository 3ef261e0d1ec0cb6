import { accountErrors, USER_STREAMS } from '@reeve/contracts';
import type {
  PrimaryAdministratorClaimed,
  PrimaryAdministratorTransferred,
  UsersEvent,
} from '@reeve/contracts';

export type PrimaryAdministratorState =
  { readonly status: 'vacant' } | { readonly status: 'held'; readonly userId: string };

export interface ClaimPrimaryAdministrator {
  readonly kind: 'claim';
  readonly userId: string;
}

/** The successor is designated already, so that nothing can end their role meanwhile. */
export interface TransferPrimaryAdministrator {
  readonly kind: 'transfer';
  readonly from: string;
  readonly to: string;
}

export type PrimaryAdministratorCommand = ClaimPrimaryAdministrator | TransferPrimaryAdministrator;
export type PrimaryAdministratorEvent = PrimaryAdministratorClaimed | PrimaryAdministratorTransferred;

export const PRIMARY_ADMINISTRATOR_STREAM = USER_STREAMS.primaryAdministrator;

/** There is one primary administrator. Whoever comes second gets nothing and is told nothing: they are simply not it. */
export const primaryAdministratorDecider = {
  initialState: { status: 'vacant' } as PrimaryAdministratorState,

  decide(
    command: PrimaryAdministratorCommand,
    state: PrimaryAdministratorState,
  ): readonly PrimaryAdministratorEvent[] {
    switch (command.kind) {
      case 'claim':
        return state.status === 'held'
          ? []
          : [{ type: 'users.primary-administrator.claimed.v1', data: { userId: command.userId } }];
      case 'transfer':
        return transfer(command, state);
      default:
        return command satisfies never;
    }
  },

  evolve(state: PrimaryAdministratorState, event: UsersEvent): PrimaryAdministratorState {
    // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check -- the others say nothing of it
    switch (event.type) {
      case 'users.primary-administrator.claimed.v1':
        return { status: 'held', userId: event.data.userId };
      case 'users.primary-administrator.transferred.v1':
        return { status: 'held', userId: event.data.userId.new };
      default:
        return state;
    }
  },
};

/** Nobody can give away what they do not have. */
function transfer(
  { from, to }: TransferPrimaryAdministrator,
  state: PrimaryAdministratorState,
): readonly PrimaryAdministratorTransferred[] {
  if (state.status === 'held' && state.userId === to) return [];
  if (state.status !== 'held' || state.userId !== from) throw accountErrors.primaryAdministratorOnly();
  return [{ type: 'users.primary-administrator.transferred.v1', data: { userId: { old: from, new: to } } }];
}
