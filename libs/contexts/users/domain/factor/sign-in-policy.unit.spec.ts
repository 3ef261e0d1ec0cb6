import type { SignInPolicy, SignInPolicyChanged } from '@reeve/contracts';
import { DeciderSpecification } from '@reeve/testing';
import { describe, expect, it } from 'vitest';
import { isLetIn, nextStepOf, NOTHING_ASKED, signInPolicyDecider } from './sign-in-policy.js';

const ASKED: SignInPolicy = { ...NOTHING_ASKED, ENABLE_MFA: true };
const asked: SignInPolicyChanged = {
  type: 'users.sign-in-policy.changed.v1',
  data: { changes: { ENABLE_MFA: { old: false, new: true } }, epoch: { old: null, new: 'e1' } },
};
const follow = (policy: SignInPolicy, newEpoch: string) => ({ kind: 'follow', policy, newEpoch }) as const;

const { given } = DeciderSpecification.for(signInPolicyDecider);

describe('What sign-ins ask for', () => {
  it('follows the settings, and every change begins an epoch', () => {
    given([]).when(follow(ASKED, 'e1')).then([asked]);
    given([asked])
      .when(follow({ ...NOTHING_ASKED, MFA_ALLOW_OAUTH_BYPASS: true }, 'e2'))
      .then([
        {
          type: 'users.sign-in-policy.changed.v1',
          data: {
            changes: {
              ENABLE_MFA: { old: true, new: false },
              MFA_ALLOW_OAUTH_BYPASS: { old: false, new: true },
            },
            epoch: { old: 'e1', new: 'e2' },
          },
        },
      ]);
  });

  it('does not change by what it is already', () => {
    given([]).when(follow(NOTHING_ASKED, 'e1')).thenNothing();
    given([asked]).when(follow(ASKED, 'e2')).thenNothing();
  });

  it('is nothing while no second factor is asked for, or not of who came by a provider', () => {
    const methods = ['password', 'system', 'ldap', 'oauth'] as const;
    const letIn = (policy: SignInPolicy) => methods.filter((method) => isLetIn(policy, method));
    expect(letIn(NOTHING_ASKED)).toEqual(methods);
    expect(letIn(ASKED)).toEqual([]);
    expect(letIn({ ...ASKED, MFA_ALLOW_OAUTH_BYPASS: true })).toEqual(['oauth']);
    expect(letIn({ ...ASKED, MFA_ALLOW_TRUSTED_HEADER_BYPASS: true })).toEqual([]);
  });

  it('is a step by what somebody has', () => {
    const enrolled = { enrolled: true, resetUntil: 0 };
    expect(nextStepOf('pending', enrolled, 100)).toBe('pending');
    expect(nextStepOf('user', { enrolled: false, resetUntil: 0 }, 100)).toBe('enroll');
    expect(nextStepOf('admin', enrolled, 100)).toBe('verify');
    expect(nextStepOf('user', { ...enrolled, resetUntil: 101 }, 100)).toBe('recover');
    expect(nextStepOf('user', { ...enrolled, resetUntil: 100 }, 100)).toBe('verify');
  });
});
