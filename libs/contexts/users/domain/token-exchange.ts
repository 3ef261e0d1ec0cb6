import { usersErrors } from '@reeve/contracts';

/** Stands for every client in {@link TokenExchangePolicy.trustedClientIds}. */
const ANY_CLIENT = '*';

/** What the operator allows of access tokens that an identity provider has issued to other applications. */
export interface TokenExchangePolicy {
  /** Clients besides Reeve whose tokens are taken; `*`: whoever's, also where the provider does not say whose. */
  readonly trustedClientIds: readonly string[];
}

/**
 * An access token says that somebody has let one application act for them, not that they are here. Whoever runs another
 * application at the same provider has tokens of its users, and would come in as each of them: so a token counts only if it was
 * issued to Reeve, or to a client that the operator trusts as itself, and one of which that is not known does not count.
 *
 * @param issuedTo the client, as the provider says; null: it does not.
 * @throws ReeveError `USERS-OAUTH-TOKEN-CLIENT-UNKNOWN`, `USERS-OAUTH-TOKEN-CLIENT-REFUSED` 403.
 */
export function assertTokenCounts(
  issuedTo: string | null,
  ownClientId: string,
  { trustedClientIds }: TokenExchangePolicy,
): void {
  if (trustedClientIds.includes(ANY_CLIENT)) return;
  if (issuedTo === null) throw usersErrors.oauthTokenClientUnknown();
  if (issuedTo !== ownClientId && !trustedClientIds.includes(issuedTo)) {
    throw usersErrors.oauthTokenClientRefused();
  }
}
