import type { Principal, Role } from '../principal.js';
import { broadcast, command, query, sharedQuery } from '../rpc.js';
import type { ShownStatus } from './directory.rpc.js';
import type { AddedUser, SignInOutcome } from './factor/factor.rpc.js';
import type { AuthenticationMethod } from './users.events.js';

/** What sign-in, sign-up and `GET /auths/` answer of a person (reference 6). */
export interface SessionUser {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly profile_image_url: string;
}

/** What `GET /auths/` answers of a person besides (reference 6): as they say of themselves. */
export interface CurrentUser extends SessionUser, ShownStatus {
  readonly bio: string | null;
  readonly gender: string | null;
  /** `YYYY-MM-DD` */
  readonly date_of_birth: string | null;
}

/** A session that was just started: the gateway signs its token. */
export interface StartedSession {
  readonly user: SessionUser;
  /** The token's `jti`, UUID. */
  readonly sessionId: string;
  /** Epoch seconds. */
  readonly issuedAt: number;
  /** Epoch seconds; null: never. */
  readonly expiresAt: number | null;
  readonly method: AuthenticationMethod;
  /** The person's: the token is good for as long as it does not change. */
  readonly sessionStamp: string;
  /** Whether they have proven their second factor, too. */
  readonly factorProven: boolean;
}

/** Whether reads show what the command has changed. False: it is safe, but the wait for the projection was over first. */
export interface Visibility {
  readonly visible: boolean;
}

export const usersRpc = {
  /** @throws `USERS-SIGN-UP-CLOSED` 403; `USERS-EMAIL-TAKEN` and the other refusals of an account, 400 or 422. */
  signUp: command<{ name: string; email: string; password: string; profileImageUrl: string }, SignInOutcome>(
    'reeve.users.sign-up',
  ),
  /** @throws `USERS-CREDENTIALS-INVALID` 400, the same and after the same time for an unknown e-mail and a wrong password. */
  signIn: command<{ email: string; password: string }, SignInOutcome>('reeve.users.sign-in'),
  /**
   * @throws `USERS-LDAP-OFF`, `USERS-CREDENTIALS-INVALID`, `USERS-LDAP-UNREACHABLE`, `USERS-LDAP-MISCONFIGURED`,
   *   `USERS-LDAP-EMAIL-MISSING` 400.
   */
  signInWithLdap: command<{ user: string; password: string }, SignInOutcome>('reeve.users.sign-in-with-ldap'),
  /**
   * Where to send somebody who wants to sign in with an identity provider, and what to have them bring back (sealed).
   *
   * @throws `USERS-OAUTH-PROVIDER-UNKNOWN` 404; 400 when the provider cannot be asked.
   */
  beginOAuthSignIn: query<
    { provider: string; origin: string },
    { url: string; flow: string; lifetimeSeconds: number }
  >('reeve.users.begin-oauth-sign-in'),
  /** @throws `USERS-OAUTH-PROVIDER-UNKNOWN` 404; 400 and 403 for everything that may be wrong with who comes back. */
  finishOAuthSignIn: command<{ provider: string; query: string; flow: string | null }, SignInOutcome>(
    'reeve.users.finish-oauth-sign-in',
  ),
  /** Ends the caller's session; who has none has nothing to end. */
  signOut: command<Record<string, never>, Visibility>('reeve.users.sign-out'),
  /** An administrator adds an account. Throws as signing up does, except that it is never closed. */
  addUser: command<
    { name: string; email: string; password: string; profileImageUrl: string; role: Role },
    AddedUser
  >('reeve.users.add-user'),
  currentUser: query<Record<string, never>, CurrentUser>('reeve.users.current-user'),
  /**
   * The person behind a token whose signature is good. A null stamp: the token bears none, as those of Open WebUI's older
   * generations. `USERS-SESSION-ENDED` 401 when the session or the account is gone, or the stamp is another one by now.
   */
  resolvePrincipal: query<
    { userId: string; sessionId: string | null; sessionStamp: string | null },
    Principal
  >('reeve.users.resolve-principal'),
  /** Whom to ask to be let in. `USERS-ADMIN-DETAILS-HIDDEN` 400 where administrators do not want to be named. */
  adminDetails: query<Record<string, never>, { name: string | null; email: string | null }>(
    'reeve.users.admin-details',
  ),
  /** Whether anybody has signed up yet, and whether sign-up is open. Public. */
  onboarding: sharedQuery<
    Record<string, never>,
    {
      hasUsers: boolean;
      signUpOpen: boolean;
      /** Names of identity providers, by what their routes call them. */
      oauth: { providers: Readonly<Record<string, string>>; autoRedirect: boolean };
    }
  >('reeve.users.onboarding'),
} as const;

/**
 * Whose rights changed: whoever caches their principals drops them. A null session is all of the person's; a null user is
 * everybody, when changes may have gone untold.
 */
export interface PrincipalChange {
  readonly userId: string | null;
  readonly sessionId: string | null;
}

export const principalChanged = broadcast<PrincipalChange>('reeve.users.principal-changed');
