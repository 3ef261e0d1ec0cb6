import { KEPT_PARTS } from '@reeve/contracts';
import type {
  AccountStanding,
  DeletionStep,
  KeptPart,
  KeptPartChanged,
  ProfileField,
  Role,
} from '@reeve/contracts';
import type { UserEvent } from './user.js';

/** Values that are personal are sealed, and opaque here: equal texts are one and the same, others may be equal all the same. */
export interface RegisteredUser {
  readonly status: 'registered';
  readonly role: Role;
  readonly standing: AccountStanding;
  /**
   * The revision since which this is the primary administrator, or designated to be; null for everybody else. A number and
   * no flag, so that whoever takes it away says which one.
   */
  readonly protection: number | null;
  readonly name: string;
  readonly email: string;
  readonly emailFingerprint: string;
  readonly profile: Readonly<Record<ProfileField, string | null>>;
  readonly kept: Readonly<Record<KeptPart, string | null>>;
  /** That the person was to be added to when they were registered; null when that is known to have been missed, too. */
  readonly defaultGroupId: string | null;
}

export interface DeletedUser {
  readonly status: 'deleted';
  readonly emailFingerprint: string;
  readonly erase: boolean;
  readonly stepsDone: readonly DeletionStep[];
  readonly completed: boolean;
}

export type UserState = { readonly status: 'unregistered' } | RegisteredUser | DeletedUser;

const NO_PROFILE: RegisteredUser['profile'] = { bio: null, gender: null, dateOfBirth: null };
const NOTHING_KEPT: RegisteredUser['kept'] = {
  timezone: null,
  status: null,
  settings: null,
  info: null,
  variables: null,
};

/** Nothing but the registration says anything of somebody who is not registered, and nothing but the deletion of who is deleted. */
export function evolveUser(state: UserState, event: UserEvent, revision: number): UserState {
  if (event.type === 'users.user.registered.v1') {
    const { role, name, email, emailFingerprint, defaultGroupId = null } = event.data;
    return {
      status: 'registered',
      role,
      standing: 'active',
      protection: null,
      name,
      email,
      emailFingerprint,
      profile: NO_PROFILE,
      kept: NOTHING_KEPT,
      defaultGroupId,
    };
  }
  switch (state.status) {
    case 'unregistered':
      return state;
    case 'registered':
      return evolveRegistered(state, event, revision);
    case 'deleted':
      return evolveDeleted(state, event);
  }
}

function evolveRegistered(user: RegisteredUser, event: UserEvent, revision: number): UserState {
  // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check -- the others say nothing of it
  switch (event.type) {
    case 'users.user.role-changed.v1': {
      const { role, reason } = event.data;
      return {
        ...user,
        role: role.new,
        protection: reason === 'primary-administrator' ? revision : user.protection,
      };
    }
    case 'users.user.primary-administrator-designated.v1':
      return { ...user, protection: revision };
    case 'users.user.primary-administrator-relieved.v1':
      return { ...user, protection: null };
    case 'users.user.renamed.v1':
      return { ...user, name: event.data.name.new };
    case 'users.user.email-changed.v1': {
      const { email, emailFingerprint } = event.data;
      return { ...user, email: email.new, emailFingerprint: emailFingerprint.new };
    }
    case 'users.user.profile-changed.v1':
      return { ...user, profile: { ...user.profile, ...newest(event.data.profile) } };
    case 'users.user.timezone-changed.v1':
    case 'users.user.status-changed.v1':
    case 'users.user.settings-changed.v1':
    case 'users.user.info-changed.v1':
    case 'users.user.variables-changed.v1':
      return { ...user, kept: { ...user.kept, ...keptBy(event) } };
    case 'users.user.default-group-missed.v1':
      return { ...user, defaultGroupId: null };
    case 'users.user.disabled.v1':
      return { ...user, standing: 'disabled' };
    case 'users.user.enabled.v1':
      return { ...user, standing: 'active' };
    case 'users.user.deleted.v1': {
      const { emailFingerprint, erase } = event.data;
      return { status: 'deleted', emailFingerprint, erase, stepsDone: [], completed: false };
    }
    default:
      return user;
  }
}

function evolveDeleted(user: DeletedUser, event: UserEvent): UserState {
  // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check -- the others say nothing of it
  switch (event.type) {
    case 'users.user.erasure-requested.v1':
      return { ...user, erase: true, completed: false };
    case 'users.user.deletion-step-done.v1':
      return { ...user, stepsDone: [...user.stepsDone, event.data.step] };
    case 'users.user.deletion-completed.v1':
      return { ...user, completed: true };
    default:
      return user;
  }
}

function newest(
  changes: Readonly<Partial<Record<ProfileField, { readonly new: string | null }>>>,
): Partial<RegisteredUser['profile']> {
  return Object.fromEntries(Object.entries(changes).map(([field, change]) => [field, change.new]));
}

/** The part that an event of its own changes. */
function keptBy({ data }: KeptPartChanged): Partial<RegisteredUser['kept']> {
  const changes: Readonly<Partial<Record<KeptPart, { readonly new: string | null }>>> = data;
  return Object.fromEntries(
    KEPT_PARTS.flatMap((part) => {
      const change = changes[part];
      return change === undefined ? [] : [[part, change.new]];
    }),
  );
}
