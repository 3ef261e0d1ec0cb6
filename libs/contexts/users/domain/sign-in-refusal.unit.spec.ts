import type { SignInRefused } from '@reeve/contracts';
import { DeciderSpecification } from '@reeve/testing';
import { describe, it } from 'vitest';
import { signInRefusalDecider } from './sign-in-refusal.js';

const refusal = { userId: null, emailFingerprint: 'f00d', reason: 'unknown-email' } as const;
const refused: SignInRefused = { type: 'users.sign-in.refused.v1', data: refusal };

const { given } = DeciderSpecification.for(signInRefusalDecider);

describe('A refused sign-in', () => {
  it('is recorded once', () => {
    given([])
      .when({ kind: 'record', ...refusal })
      .then([refused]);
    given([refused])
      .when({ kind: 'record', ...refusal })
      .thenNothing();
  });
});
