import type { Role } from '../principal.js';
import type { Fact } from './users.events.js';

/** Whether somebody may sign in. A disabled account keeps everything it has. */
export const ACCOUNT_STANDINGS = ['active', 'disabled'] as const;
export type AccountStanding = (typeof ACCOUNT_STANDINGS)[number];

/** What was, and what is from now on: sealed values ({@link USER_PURPOSES}), or null for none. */
export interface SealedChange<Value extends string | null = string | null> {
  readonly [key: string]: string | null;
  readonly old: Value;
  readonly new: Value;
}

export type UserRenamed = Fact<
  'users.user.renamed.v1',
  { readonly userId: string; readonly name: SealedChange<string> }
>;

/** The fingerprints stand in the open, as they do in the names of the streams that reserve e-mails. */
export type UserEmailChanged = Fact<
  'users.user.email-changed.v1',
  {
    readonly userId: string;
    readonly email: SealedChange<string>;
    readonly emailFingerprint: { readonly old: string; readonly new: string };
  }
>;

/** Only the new one, sealed: an image is large, and stored once. What it was stands in the event before. */
export type UserProfileImageChanged = Fact<
  'users.user.profile-image-changed.v1',
  { readonly userId: string; readonly profileImageUrl: string }
>;

/** What people say of themselves. Null: nothing. */
export const PROFILE_FIELDS = ['bio', 'gender', 'dateOfBirth'] as const;
export type ProfileField = (typeof PROFILE_FIELDS)[number];

/** Of the fields, those that changed. */
export type UserProfileChanged = Fact<
  'users.user.profile-changed.v1',
  {
    readonly userId: string;
    readonly profile: Readonly<Partial<Record<ProfileField, SealedChange>>>;
  }
>;

/** What is kept for a person as a whole, each a JSON text under its own purpose. */
export const KEPT_PARTS = ['timezone', 'status', 'settings', 'info', 'variables'] as const;
export type KeptPart = (typeof KEPT_PARTS)[number];

type Kept<Type extends string, Part extends KeptPart> = Fact<
  Type,
  { readonly userId: string } & Readonly<Record<Part, SealedChange>>
>;

export type UserTimezoneChanged = Kept<'users.user.timezone-changed.v1', 'timezone'>;
/** What somebody shows beside their name: emoji, message, until when. */
export type UserStatusChanged = Kept<'users.user.status-changed.v1', 'status'>;
export type UserSettingsChanged = Kept<'users.user.settings-changed.v1', 'settings'>;
export type UserInfoChanged = Kept<'users.user.info-changed.v1', 'info'>;
export type UserVariablesChanged = Kept<'users.user.variables-changed.v1', 'variables'>;

export type KeptPartChanged =
  UserTimezoneChanged | UserStatusChanged | UserSettingsChanged | UserInfoChanged | UserVariablesChanged;

/** `role`: as it is meanwhile, for whoever counts. */
export type UserDisabled = Fact<'users.user.disabled.v1', { readonly userId: string; readonly role: Role }>;
export type UserEnabled = Fact<'users.user.enabled.v1', { readonly userId: string; readonly role: Role }>;

/**
 * The account is gone from this event on; what it had elsewhere goes step by step. `erase`: the data key at last, too.
 * `role` and `standing` are what it had.
 */
export type UserDeleted = Fact<
  'users.user.deleted.v1',
  {
    readonly userId: string;
    readonly emailFingerprint: string;
    readonly role: Role;
    readonly standing: AccountStanding;
    readonly erase: boolean;
  }
>;

/** Somebody who was deleted is to be erased as well. */
export type UserErasureRequested = Fact<'users.user.erasure-requested.v1', { readonly userId: string }>;

/**
 * What a deletion takes away, in this order. Whoever adds something that belongs to a person adds its step here, and carries
 * it out in `deletion-steps.ts` of the users context: it has to do nothing when there is nothing left.
 */
export const DELETION_STEPS = [
  'sessions',
  'api-keys',
  'factor',
  'memberships',
  'subscription',
  'email',
] as const;
export type DeletionStep = (typeof DELETION_STEPS)[number];

export type UserDeletionStepDone = Fact<
  'users.user.deletion-step-done.v1',
  { readonly userId: string; readonly step: DeletionStep }
>;

/** The group that the person was to be added to was deleted before they were. */
export type DefaultGroupMissed = Fact<
  'users.user.default-group-missed.v1',
  { readonly userId: string; readonly groupId: string }
>;

/** Nothing is left of the person but the log; `erased`: nor can that be read. */
export type UserDeletionCompleted = Fact<
  'users.user.deletion-completed.v1',
  { readonly userId: string; readonly erased: boolean }
>;

/**
 * Is to become the primary administrator, and cannot cease to be an administrator from now on. `by`: who has the place and
 * gives it away, and `protection` what protects them until then; null where the place had no other holder.
 */
export type PrimaryAdministratorDesignated = Fact<
  'users.user.primary-administrator-designated.v1',
  { readonly userId: string; readonly by: string | null; readonly protection: number | null }
>;

/** Is an account like others again, because the designation is settled: another one has the place. */
export type PrimaryAdministratorRelieved = Fact<
  'users.user.primary-administrator-relieved.v1',
  { readonly userId: string; readonly designated: string }
>;

/** The events about an account and its person, but for its beginning. */
export type AccountEvent =
  | UserRenamed
  | UserEmailChanged
  | UserProfileImageChanged
  | UserProfileChanged
  | KeptPartChanged
  | DefaultGroupMissed
  | UserDisabled
  | UserEnabled
  | UserDeleted
  | UserErasureRequested
  | UserDeletionStepDone
  | UserDeletionCompleted
  | PrimaryAdministratorDesignated
  | PrimaryAdministratorRelieved;
