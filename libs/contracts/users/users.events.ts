import type { JsonObject } from '../json.js';
import type { Role } from '../principal.js';
import type { AccountEvent, AccountStanding } from './account.events.js';
import type { ApiKeyEvent } from './api-key.events.js';
import type { CredentialEvent } from './credential.events.js';
import type { ChallengeEvent, FactorEvent } from './factor/factor.events.js';
import type { SignInPolicyChanged } from './factor/sign-in-policy.events.js';
import type { ImportEnded } from './import.events.js';

/** One type of event with its payload. */
export interface Fact<Type extends string, Data extends JsonObject> {
  readonly type: Type;
  readonly data: Data;
}

/**
 * What the sealed fields of a person's events are sealed for: the purpose to open them with. Their subject is
 * {@link userSubject}, so that erasing the person makes all of them unreadable at once.
 */
export const USER_PURPOSES = {
  name: 'users.name',
  email: 'users.email',
  profileImageUrl: 'users.profile-image-url',
  passwordHash: 'users.password-hash',
  apiKeyName: 'users.api-key-name',
  apiKeyAddress: 'users.api-key-address',
  factorSecret: 'users.factor-secret',
  identitySubject: 'users.identity-subject',
  bio: 'users.bio',
  gender: 'users.gender',
  dateOfBirth: 'users.date-of-birth',
  timezone: 'users.timezone',
  status: 'users.status',
  settings: 'users.settings',
  info: 'users.info',
  variables: 'users.variables',
} as const;

/** Whose data key seals what is known of a person. */
export const userSubject = (userId: string) => `user:${userId}` as const;

/** Streams of the users context, by the prefix of their names. */
export const USER_STREAMS = {
  user: 'user-',
  email: 'email-',
  session: 'session-',
  signInRefusal: 'sign-in-refusal-',
  credential: 'credential-',
  apiKeys: 'api-keys-',
  factor: 'factor-',
  challenge: 'challenge-',
  identity: 'identity-',
  import: 'import-',
  /** Streams of these very names. */
  primaryAdministrator: 'primary-administrator',
  signInPolicy: 'sign-in-policy',
} as const;

/** How an account came to be. */
export type RegistrationSource = 'sign-up' | 'administrator' | 'environment' | 'ldap' | 'oauth' | 'import';

/**
 * `name`, `email`, `profileImageUrl` and `passwordHash` are sealed values ({@link USER_PURPOSES}). `defaultGroupId`: the group that
 * the person is to be added to; absent where there was none.
 */
export type UserRegistered = Fact<
  'users.user.registered.v1',
  {
    readonly userId: string;
    readonly name: string;
    readonly email: string;
    /** Keyed, 16 hexadecimal digits: finds the account, tells nothing else. */
    readonly emailFingerprint: string;
    readonly profileImageUrl: string;
    readonly passwordHash: string;
    readonly role: Role;
    readonly source: RegistrationSource;
    readonly defaultGroupId?: string;
  }
>;

/** `administrator`: by one, perhaps about themselves. */
export type RoleChangeReason = 'primary-administrator' | 'administrator' | 'identity-provider';

/** `standing`: what it was at the time; absent where it could only be active. */
export type UserRoleChanged = Fact<
  'users.user.role-changed.v1',
  {
    readonly userId: string;
    readonly role: { readonly old: Role; readonly new: Role };
    readonly reason: RoleChangeReason;
    readonly standing?: AccountStanding;
  }
>;

/** `reservedAt`: ISO 8601, UTC. The same person's again: renewed. */
export type EmailReserved = Fact<
  'users.email.reserved.v1',
  { readonly emailFingerprint: string; readonly userId: string; readonly reservedAt: string }
>;

/** `not-used`: taken over from somebody who has another e-mail by now, or is gone. */
export type EmailReleaseReason = 'never-registered' | 'not-used' | 'changed' | 'deleted';

export type EmailReleased = Fact<
  'users.email.released.v1',
  { readonly emailFingerprint: string; readonly userId: string; readonly reason: EmailReleaseReason }
>;

export type PrimaryAdministratorClaimed = Fact<
  'users.primary-administrator.claimed.v1',
  { readonly userId: string }
>;

export type PrimaryAdministratorTransferred = Fact<
  'users.primary-administrator.transferred.v1',
  { readonly userId: { readonly old: string; readonly new: string } }
>;

/** How a session's person proved who they are; `system`: an administrator was handed a token for a new account. */
export type AuthenticationMethod = 'password' | 'system' | 'ldap' | 'oauth';

/** What routes call the one identity provider that the section OAuth describes: every session with the method `oauth` is of it. */
export const OIDC_PROVIDER = 'oidc';

/** Times in epoch seconds; `expiresAt` null: never. */
export type SessionStarted = Fact<
  'users.session.started.v1',
  {
    readonly sessionId: string;
    readonly userId: string;
    readonly method: AuthenticationMethod;
    readonly startedAt: number;
    readonly expiresAt: number | null;
    /** The person's at that moment. Absent in older events: it was the first one. */
    readonly sessionStamp?: string;
    /** Whether they have proven their second factor, too. Absent in older events, and where it was not. */
    readonly factorProven?: boolean;
  }
>;

/**
 * `owner`: by the person, from another session of theirs. `disconnected`: by the person, with all that were started with the same
 * identity provider. `disabled`, `deleted`: the person's account was.
 */
export type SessionEndReason =
  'sign-out' | 'owner' | 'disconnected' | 'administrator' | 'disabled' | 'deleted';

/** May stand without a start: a session that another server with the same signing secret started ends here too. */
export type SessionEnded = Fact<
  'users.session.ended.v1',
  { readonly sessionId: string; readonly userId: string; readonly reason: SessionEndReason }
>;

export type SignInRefusalReason = 'unknown-email' | 'wrong-password' | 'directory' | 'disabled';

/** `userId` is null when the e-mail belongs to nobody; with the reason `directory` the fingerprint is that of the name given. */
export type SignInRefused = Fact<
  'users.sign-in.refused.v1',
  {
    readonly userId: string | null;
    readonly emailFingerprint: string;
    readonly reason: SignInRefusalReason;
  }
>;

/** `subject` is sealed: who the person is at the provider. The fingerprint of both, keyed, finds the account again. */
export type IdentityLinked = Fact<
  'users.identity.linked.v1',
  {
    readonly identityFingerprint: string;
    readonly userId: string;
    readonly provider: string;
    readonly subject: string;
  }
>;

export type UsersEvent =
  | UserRegistered
  | UserRoleChanged
  | EmailReserved
  | EmailReleased
  | PrimaryAdministratorClaimed
  | PrimaryAdministratorTransferred
  | AccountEvent
  | SessionStarted
  | SessionEnded
  | SignInRefused
  | CredentialEvent
  | ApiKeyEvent
  | FactorEvent
  | ChallengeEvent
  | SignInPolicyChanged
  | IdentityLinked
  | ImportEnded;
