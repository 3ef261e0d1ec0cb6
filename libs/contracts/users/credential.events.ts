import type { Fact } from './users.events.js';

/** Who saw to it: the person, an administrator, or a process of the installation's own. */
export type CredentialChangeSource = 'owner' | 'administrator' | 'system';

/**
 * The person's stamp changes with the password: every session under the old one is over, however many there are.
 * `passwordHash` is sealed (`USER_PURPOSES.passwordHash`); the old one is left out, being good for nothing any more.
 */
export type PasswordChanged = Fact<
  'users.password.changed.v1',
  {
    readonly userId: string;
    readonly passwordHash: string;
    readonly sessionStamp: { readonly old: string; readonly new: string };
    /** The one session that goes on under the new stamp; null: none does. */
    readonly keptSessionId: string | null;
    readonly source: CredentialChangeSource;
  }
>;

/** The same password under a stronger hash, sealed, made when it was last proven. Ends no session. */
export type PasswordRehashed = Fact<
  'users.password.rehashed.v1',
  { readonly userId: string; readonly passwordHash: string }
>;

/** The person's stamp changes, and nothing else does. */
export type AllSessionsEnded = Fact<
  'users.session.all-ended.v1',
  {
    readonly userId: string;
    readonly sessionStamp: { readonly old: string; readonly new: string };
    /** The one session that goes on under the new stamp; null: none does. */
    readonly keptSessionId: string | null;
    readonly source: CredentialChangeSource;
  }
>;

export type CredentialEvent = PasswordChanged | PasswordRehashed | AllSessionsEnded;

/** A person's stamp until it first changes. */
export const firstSessionStamp = (userId: string): string => userId;
