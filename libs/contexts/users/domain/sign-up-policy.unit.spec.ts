import { describe, expect, it } from 'vitest';
import { isSignUpOpen } from './sign-up-policy.js';

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
