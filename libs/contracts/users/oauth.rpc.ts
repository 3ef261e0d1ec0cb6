import { command, query } from '../rpc.js';
import type { SignInOutcome } from './factor/factor.rpc.js';
import type { Visibility } from './users.rpc.js';

/** A session that goes on and was started with an identity provider (reference 4). Times in epoch seconds. */
export interface OAuthSession {
  readonly id: string;
  readonly user_id: string;
  readonly provider: string;
  readonly created_at: number;
  readonly updated_at: number;
  /** Null: never. */
  readonly expires_at: number | null;
}

export const oauthRpc = {
  /** Somebody's, those that last longest first. @throws `USERS-NOT-FOUND` 404; `USERS-OAUTH-SESSIONS-NONE` 400. */
  sessions: query<{ userId: string }, readonly OAuthSession[]>('reeve.users.oauth-sessions'),
  /** All of the caller's with one provider. @throws `USERS-OAUTH-SESSION-NOT-FOUND` 404. */
  endOwnSessions: command<{ provider: string }, Visibility>('reeve.users.end-own-oauth-sessions'),
  /**
   * Somebody signs in with an access token of an identity provider.
   *
   * @throws `USERS-OAUTH-TOKEN-EXCHANGE-OFF`, `USERS-OAUTH-TOKEN-CLIENT-UNKNOWN`, `USERS-OAUTH-TOKEN-CLIENT-REFUSED` 403;
   *   `USERS-OAUTH-PROVIDER-UNKNOWN` 404; 400 and 403 for everything that may be wrong with whom the provider vouches for.
   */
  exchangeToken: command<{ provider: string; token: string }, SignInOutcome>(
    'reeve.users.exchange-oauth-token',
  ),
} as const;
