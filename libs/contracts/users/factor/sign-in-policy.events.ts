import type { Fact } from '../users.events.js';

/** Which sign-ins ask for a second factor, by the names of the settings that say so. */
export interface SignInPolicy {
  readonly ENABLE_MFA: boolean;
  readonly MFA_ALLOW_OAUTH_BYPASS: boolean;
  readonly MFA_ALLOW_TRUSTED_HEADER_BYPASS: boolean;
}

type PolicyChanges = Readonly<Record<string, { readonly old: boolean; readonly new: boolean }>>;

/**
 * What is asked of people changed, and with it the epoch that sessions are started in: all there were are over, however many.
 * Its first, null, is that of installations that have never asked for anything.
 */
export type SignInPolicyChanged = Fact<
  'users.sign-in-policy.changed.v1',
  {
    readonly changes: PolicyChanges;
    readonly epoch: { readonly old: string | null; readonly new: string };
  }
>;

/** What sessions bear that were started in an epoch: their person's stamp, and nothing else in the first one. */
export function stampIn(epoch: string | null, sessionStamp: string): string {
  return epoch === null ? sessionStamp : `${sessionStamp}.${epoch}`;
}
