import { USER_STREAMS, usersErrors } from '@reeve/contracts';
import type {
  AccountEvent,
  PrimaryAdministratorDesignated,
  PrimaryAdministratorRelieved,
  RegistrationSource,
  Role,
  UserRegistered,
  UserRoleChanged,
} from '@reeve/contracts';
import { changeAccount, changeKept } from './change-account.js';
import type { ChangeAccount, ChangeKept } from './change-account.js';
import { completeDeletion, deleteAccount, recordDeletionStep } from './delete-account.js';
import type { CompleteDeletion, DeleteAccount, RecordDeletionStep } from './delete-account.js';
import { disableAccount, enableAccount } from './disable-account.js';
import type { DisableAccount, EnableAccount } from './disable-account.js';
import { onlyAnActiveAdministratorSucceeds, theUserIsThere } from './user-rules.js';
import { evolveUser } from './user-state.js';
import type { UserState } from './user-state.js';

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
  /** Null: none. */
  readonly defaultGroupId: string | null;
}

/** The default group is gone before the person could be added to it. */
export interface MissDefaultGroup {
  readonly kind: 'miss-default-group';
  readonly userId: string;
  readonly groupId: string;
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

/** Comes before the transfer of the place: from then on nothing ends the role of who is to have it. */
export interface DesignatePrimaryAdministrator {
  readonly kind: 'designate-primary-administrator';
  readonly userId: string;
  readonly by: string;
  /** What protects `by`. */
  readonly protection: number | null;
}

/** Comes after the transfer, for who had the place; or after it was refused, for who was to have it. */
export interface RelievePrimaryAdministrator {
  readonly kind: 'relieve-primary-administrator';
  readonly userId: string;
  /** Who was designated. */
  readonly designated: string;
  /** The protection to end: a later one goes on. */
  readonly protection: number;
}

export type UserCommand =
  | RegisterUser
  | MissDefaultGroup
  | PromoteToPrimaryAdministrator
  | DesignatePrimaryAdministrator
  | RelievePrimaryAdministrator
  | FollowIdentityProvider
  | ChangeAccount
  | ChangeKept
  | DisableAccount
  | EnableAccount
  | DeleteAccount
  | RecordDeletionStep
  | CompleteDeletion;
export type UserEvent = UserRegistered | UserRoleChanged | AccountEvent;

export const userStream = (userId: string): string => `${USER_STREAMS.user}${userId}`;

export const userDecider = {
  initialState: { status: 'unregistered' } as UserState,

  decide(command: UserCommand, state: UserState): readonly UserEvent[] {
    switch (command.kind) {
      case 'register':
        return register(command, state);
      case 'miss-default-group':
        return missDefaultGroup(command, state);
      case 'promote-to-primary-administrator':
        return promote(command, state);
      case 'follow-identity-provider':
        return followIdentityProvider(command, state);
      case 'designate-primary-administrator':
        return designate(command, state);
      case 'relieve-primary-administrator':
        return relieve(command, state);
      case 'change-account':
        return changeAccount(command, state);
      case 'change-kept':
        return changeKept(command, state);
      case 'disable':
        return disableAccount(command, state);
      case 'enable':
        return enableAccount(command, state);
      case 'delete':
        return deleteAccount(command, state);
      case 'record-deletion-step':
        return recordDeletionStep(command, state);
      case 'complete-deletion':
        return completeDeletion(command, state);
      default:
        return command satisfies never;
    }
  },

  evolve: evolveUser,
};

function register(command: RegisterUser, state: UserState): readonly UserEvent[] {
  if (state.status !== 'unregistered') throw usersErrors.alreadyRegistered();
  const { userId, name, email, emailFingerprint, profileImageUrl, passwordHash, role, source } = command;
  const { defaultGroupId } = command;
  return [
    {
      type: 'users.user.registered.v1',
      data: {
        userId,
        name,
        email,
        emailFingerprint,
        profileImageUrl,
        passwordHash,
        role,
        source,
        ...(defaultGroupId !== null && { defaultGroupId }),
      },
    },
  ];
}

/** Told once, and only of the group that was meant. */
function missDefaultGroup({ userId, groupId }: MissDefaultGroup, state: UserState): readonly UserEvent[] {
  if (state.status !== 'registered' || state.defaultGroupId !== groupId) return [];
  return [{ type: 'users.user.default-group-missed.v1', data: { userId, groupId } }];
}

/** Whoever has the place is active, whatever they were: nobody could enable them otherwise. */
function promote({ userId }: PromoteToPrimaryAdministrator, state: UserState): readonly UserEvent[] {
  const user = theUserIsThere(state);
  const enabled = enableAccount({ kind: 'enable', userId }, user);
  if (user.role !== 'admin') {
    const role = { old: user.role, new: 'admin' } as const;
    return [
      ...enabled,
      { type: 'users.user.role-changed.v1', data: { userId, role, reason: 'primary-administrator' } },
    ];
  }
  return user.protection === null ? [...enabled, designated(userId, null, null)] : [];
}

function designate(
  { userId, by, protection }: DesignatePrimaryAdministrator,
  state: UserState,
): readonly PrimaryAdministratorDesignated[] {
  onlyAnActiveAdministratorSucceeds(theUserIsThere(state));
  return [designated(userId, by, protection)];
}

function relieve(
  { userId, designated, protection }: RelievePrimaryAdministrator,
  state: UserState,
): readonly PrimaryAdministratorRelieved[] {
  if (state.status !== 'registered' || state.protection !== protection) return [];
  return [{ type: 'users.user.primary-administrator-relieved.v1', data: { userId, designated } }];
}

function designated(
  userId: string,
  by: string | null,
  protection: number | null,
): PrimaryAdministratorDesignated {
  return { type: 'users.user.primary-administrator-designated.v1', data: { userId, by, protection } };
}

/** The primary administrator stays one, whatever the provider says: it is left as it is. */
function followIdentityProvider(
  { userId, role }: FollowIdentityProvider,
  state: UserState,
): readonly UserEvent[] {
  const user = theUserIsThere(state);
  if (user.role === role || user.protection !== null) return [];
  const change = { old: user.role, new: role };
  const { standing } = user;
  return [
    {
      type: 'users.user.role-changed.v1',
      data: { userId, role: change, reason: 'identity-provider', standing },
    },
  ];
}
