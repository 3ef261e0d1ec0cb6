import { DeciderSpecification } from '@reeve/testing';
import type { IdentityLinked } from '@reeve/contracts';
import { describe, it } from 'vitest';
import { identityDecider } from './identity.js';

const identity = DeciderSpecification.for(identityDecider);
const link = (userId: string, replaces: string | null = null) => ({
  kind: 'link' as const,
  identityFingerprint: 'f1',
  provider: 'oidc',
  subject: 'sealed',
  userId,
  replaces,
});
const linked = (userId: string): IdentityLinked => ({
  type: 'users.identity.linked.v1',
  data: { identityFingerprint: 'f1', userId, provider: 'oidc', subject: 'sealed' },
});

describe('An identity', () => {
  it('is linked to a user', () => {
    identity
      .given([])
      .when(link('ada'))
      .then([linked('ada')]);
  });

  it('is linked once', () => {
    identity
      .given([linked('ada')])
      .when(link('ada'))
      .then([]);
  });

  it('stays with whoever came first', () => {
    identity
      .given([linked('ada')])
      .when(link('bob'))
      .then([]);
    identity
      .given([linked('ada')])
      .when(link('bob', 'eve'))
      .then([]);
  });

  it('goes to another one when that one is gone', () => {
    identity
      .given([linked('ada')])
      .when(link('bob', 'ada'))
      .then([linked('bob')]);
    identity
      .given([linked('ada'), linked('bob')])
      .when(link('eve', 'ada'))
      .then([]);
  });
});
