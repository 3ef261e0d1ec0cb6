import type { PrimaryAdministratorState } from './primary-administrator.js';

/**
 * Who may sign up. `first-only`: until there is a primary administrator (what Open WebUI does by switching its setting off);
 * `open` and `closed` are somebody's choice: the operator's, `ENABLE_SIGNUP=true` and `=false`, or an administrator's.
 */
export type SignUpPolicy = 'first-only' | 'open' | 'closed';

export interface SignUpSettings {
  readonly ENABLE_SIGNUP: boolean;
  /** Off: nobody enters with a password that they choose themselves. */
  readonly ENABLE_LOGIN_FORM: boolean;
}

/** @param isFirstLetIn false where the operator has closed sign-up to whoever is first, too. */
export function signUpPolicy(
  { ENABLE_SIGNUP, ENABLE_LOGIN_FORM }: SignUpSettings,
  isFirstLetIn: boolean,
): SignUpPolicy {
  if (!ENABLE_LOGIN_FORM) return 'closed';
  if (ENABLE_SIGNUP) return 'open';
  return isFirstLetIn ? 'first-only' : 'closed';
}

export function isSignUpOpen(policy: SignUpPolicy, administrator: PrimaryAdministratorState): boolean {
  switch (policy) {
    case 'open':
      return true;
    case 'closed':
      return false;
    case 'first-only':
      return administrator.status === 'vacant';
    default:
      return policy satisfies never;
  }
}
