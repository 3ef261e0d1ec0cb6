import type {
  KeptPart,
  KeptPartChanged,
  ProfileField,
  Role,
  SealedChange,
  UserEmailChanged,
  UserProfileChanged,
  UserProfileImageChanged,
  UserRenamed,
  UserRoleChanged,
} from '@reeve/contracts';
import type { RegisteredUser, UserState } from './user-state.js';
import {
  nobodyElseHasChangedIt,
  thePrimaryAdministratorIsChangedByNobodyElse,
  thePrimaryAdministratorStaysAnAdministrator,
  theUserIsThere,
} from './user-rules.js';
import type { ActorId } from './user-rules.js';

/** What is to change, and from what: sealed values cannot be compared, so who seals says which of them is replaced. */
export interface ChangeAccount {
  readonly kind: 'change-account';
  readonly userId: string;
  readonly actor: ActorId;
  readonly role?: Role;
  readonly name?: SealedChange<string>;
  /** The new one is reserved for this user. */
  readonly email?: SealedChange<string> & { readonly fingerprint: string };
  readonly profileImageUrl?: string;
  readonly profile?: Readonly<Partial<Record<ProfileField, SealedChange>>>;
}

export interface ChangeKept {
  readonly kind: 'change-kept';
  readonly userId: string;
  readonly part: KeptPart;
  readonly value: SealedChange;
}

export type AccountChanged =
  UserRoleChanged | UserRenamed | UserEmailChanged | UserProfileImageChanged | UserProfileChanged;

/** One event for each kind of fact that changes, all of them or none. */
export function changeAccount(command: ChangeAccount, state: UserState): readonly AccountChanged[] {
  const user = theUserIsThere(state);
  thePrimaryAdministratorIsChangedByNobodyElse(user, command.userId, command.actor);
  return [
    ...changedRole(command, user),
    ...renamed(command, user),
    ...changedEmail(command, user),
    ...changedImage(command),
    ...changedProfile(command, user),
  ];
}

/** People change what is kept for them themselves. */
export function changeKept(
  { userId, part, value }: ChangeKept,
  state: UserState,
): readonly KeptPartChanged[] {
  const user = theUserIsThere(state);
  nobodyElseHasChangedIt(user.kept[part], value.old);
  return [keptPartChanged(userId, part, value)];
}

function changedRole({ userId, role }: ChangeAccount, user: RegisteredUser): readonly UserRoleChanged[] {
  if (role === undefined || role === user.role) return [];
  thePrimaryAdministratorStaysAnAdministrator(user, role);
  return [
    {
      type: 'users.user.role-changed.v1',
      data: {
        userId,
        role: { old: user.role, new: role },
        reason: 'administrator',
        standing: user.standing,
      },
    },
  ];
}

function renamed({ userId, name }: ChangeAccount, user: RegisteredUser): readonly UserRenamed[] {
  if (name === undefined) return [];
  nobodyElseHasChangedIt(user.name, name.old);
  return [{ type: 'users.user.renamed.v1', data: { userId, name } }];
}

function changedEmail({ userId, email }: ChangeAccount, user: RegisteredUser): readonly UserEmailChanged[] {
  if (email === undefined) return [];
  nobodyElseHasChangedIt(user.email, email.old);
  return [
    {
      type: 'users.user.email-changed.v1',
      data: {
        userId,
        email: { old: email.old, new: email.new },
        emailFingerprint: { old: user.emailFingerprint, new: email.fingerprint },
      },
    },
  ];
}

function changedImage({ userId, profileImageUrl }: ChangeAccount): readonly UserProfileImageChanged[] {
  return profileImageUrl === undefined
    ? []
    : [{ type: 'users.user.profile-image-changed.v1', data: { userId, profileImageUrl } }];
}

function changedProfile(
  { userId, profile = {} }: ChangeAccount,
  user: RegisteredUser,
): readonly UserProfileChanged[] {
  const changes = Object.entries(profile) as [ProfileField, SealedChange][];
  if (changes.length === 0) return [];
  for (const [field, { old }] of changes) nobodyElseHasChangedIt(user.profile[field], old);
  return [{ type: 'users.user.profile-changed.v1', data: { userId, profile } }];
}

function keptPartChanged(userId: string, part: KeptPart, value: SealedChange): KeptPartChanged {
  switch (part) {
    case 'timezone':
      return { type: 'users.user.timezone-changed.v1', data: { userId, timezone: value } };
    case 'status':
      return { type: 'users.user.status-changed.v1', data: { userId, status: value } };
    case 'settings':
      return { type: 'users.user.settings-changed.v1', data: { userId, settings: value } };
    case 'info':
      return { type: 'users.user.info-changed.v1', data: { userId, info: value } };
    case 'variables':
      return { type: 'users.user.variables-changed.v1', data: { userId, variables: value } };
  }
}
