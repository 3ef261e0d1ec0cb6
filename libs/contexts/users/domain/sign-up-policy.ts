import type { PrimaryAdministratorState } from './primary-administrator.js';

/**
 * Who may sign up. `first-only`: until there is a primary administrator (what Open WebUI does by switching its setting off);
 * `open` and `closed` are the operator's own choice, `ENABLE_SIGNUP=true` and `=false`.
 */
export type SignUpPolicy = 'first-only' | 'open' | 'closed';

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
