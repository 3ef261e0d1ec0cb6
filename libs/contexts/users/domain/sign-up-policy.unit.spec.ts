import { describe, expect, it } from 'vitest';
import { isSignUpOpen, signUpPolicy } from './sign-up-policy.js';

const VACANT = { status: 'vacant' } as const;
const HELD = { status: 'held', userId: 'ada' } as const;

describe('Sign-up', () => {
  it.each([
    ['first-only', true, false],
    ['open', true, true],
    ['closed', false, false],
  ] as const)('under the policy %s', (policy, withoutAdministrator, withOne) => {
    expect(isSignUpOpen(policy, VACANT)).toBe(withoutAdministrator);
    expect(isSignUpOpen(policy, HELD)).toBe(withOne);
  });
});

describe('The policy of sign-up', () => {
  it.each([
    [{ ENABLE_SIGNUP: true, ENABLE_LOGIN_FORM: true }, true, 'open'],
    [{ ENABLE_SIGNUP: true, ENABLE_LOGIN_FORM: true }, false, 'open'],
    [{ ENABLE_SIGNUP: false, ENABLE_LOGIN_FORM: true }, true, 'first-only'],
    [{ ENABLE_SIGNUP: false, ENABLE_LOGIN_FORM: true }, false, 'closed'],
    [{ ENABLE_SIGNUP: true, ENABLE_LOGIN_FORM: false }, true, 'closed'],
  ] as const)('with %j, the first let in: %s', (settings, isFirstLetIn, policy) => {
    expect(signUpPolicy(settings, isFirstLetIn)).toBe(policy);
  });
});
