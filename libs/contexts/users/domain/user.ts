import { USER_STREAMS, usersErrors } from '@reeve/contracts';
import type { RegistrationSource, Role, UserRegistered, UserRoleChanged } from '@reeve/contracts';

export type UserState =
  { readonly status: 'unregistered' } | { readonly status: 'registered'; readonly role: Role };

/** Sealed values are opaque here: sealing is the application's business. */
export interface RegisterUser {
  readonly kind: 'register';
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly emailFingerprint: string;
  readonly profileImageUrl: string;
  readonly passwordHash: string;
  readonly role: Role;
  readonly source: RegistrationSource;
}

/** Follows from the claim on the primary administrator's place, which is the truth of who has it. */
export interface PromoteToPrimaryAdministrator {
  readonly kind: 'promote-to-primary-administrator';
  readonly userId: string;
}

/** The role that an identity provider gives, where administrators leave roles to it. */
export interface FollowIdentityProvider {
  readonly kind: 'follow-identity-provider';
  readonly userId: string;
  readonly role: Role;
}

export type UserCommand = RegisterUser | PromoteToPrimaryAdministrator | FollowIdentityProvider;
export type UserEvent = UserRegistered | UserRoleChanged;

export const userStream = (userId: string): string => `${USER_STREAMS.user}${userId}`;

export const userDecider = {
  initialState: { status: 'unregistered' } as UserState,

  decide(command: UserCommand, state: UserState): readonly UserEvent[] {
    switch (command.kind) {
      case 'register':
        return register(command, state);
      case 'promote-to-primary-administrator':
        return promote(command, state);
      case 'follow-identity-provider':
        return followIdentityProvider(command, state);
      default:
        return command satisfies never;
    }
  },

  evolve(state: UserState, event: UserEvent): UserState {
    switch (event.type) {
      case 'users.user.registered.v1':
        return { status: 'registered', role: event.data.role };
      case 'users.user.role-changed.v1':
        return { status: 'registered', role: event.data.role.new };
      default:
        event satisfies never;
        return state;
    }
  },
};

function register(command: RegisterUser, state: UserState): readonly UserEvent[] {
  if (state.status === 'registered') throw usersErrors.alreadyRegistered();
  const { userId, name, email, emailFingerprint, profileImageUrl, passwordHash, role, source } = command;
  return [
    {
      type: 'users.user.registered.v1',
      data: { userId, name, email, emailFingerprint, profileImageUrl, passwordHash, role, source },
    },
  ];
}

function promote({ userId }: PromoteToPrimaryAdministrator, state: UserState): readonly UserEvent[] {
  if (state.status === 'unregistered') throw usersErrors.notFound();
  if (state.role === 'admin') return [];
  const role = { old: state.role, new: 'admin' } as const;
  return [{ type: 'users.user.role-changed.v1', data: { userId, role, reason: 'primary-administrator' } }];
}

function followIdentityProvider(
  { userId, role }: FollowIdentityProvider,
  state: UserState,
): readonly UserEvent[] {
  if (state.status === 'unregistered') throw usersErrors.notFound();
  if (state.role === role) return [];
  const change = { old: state.role, new: role };
  return [
    { type: 'users.user.role-changed.v1', data: { userId, role: change, reason: 'identity-provider' } },
  ];
}
