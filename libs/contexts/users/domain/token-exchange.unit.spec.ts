import { describe, expect, it } from 'vitest';
import { assertTokenCounts } from './token-exchange.js';

describe('An access token that somebody else brings', () => {
  const counts = (issuedTo: string | null, ...trustedClientIds: readonly string[]) =>
    expect(() => {
      assertTokenCounts(issuedTo, 'reeve', { trustedClientIds });
    });

  it.each<[string, string | null, readonly string[]]>([
    ['of Reeve’s own client', 'reeve', []],
    ['of a client that the operator trusts', 'phone', ['desk', 'phone']],
    ['of any client, where the operator trusts all', 'stranger', ['*']],
    ['of nobody knows whom, where the operator trusts all', null, ['*']],
  ])('counts: %s', (_whose, issuedTo, trusted) => {
    counts(issuedTo, ...trusted).not.toThrow();
  });

  it.each<[string, string | null, readonly string[], string]>([
    ['of another client', 'stranger', [], 'USERS-OAUTH-TOKEN-CLIENT-REFUSED'],
    ['of one that is not among those trusted', 'stranger', ['phone'], 'USERS-OAUTH-TOKEN-CLIENT-REFUSED'],
    ['of one that is like Reeve’s', 'Reeve', [], 'USERS-OAUTH-TOKEN-CLIENT-REFUSED'],
    ['of nobody knows whom', null, ['phone'], 'USERS-OAUTH-TOKEN-CLIENT-UNKNOWN'],
  ])('does not count: %s', (_whose, issuedTo, trusted, code) => {
    counts(issuedTo, ...trusted).toThrow(expect.objectContaining({ code, status: 403 }) as Error);
  });
});
