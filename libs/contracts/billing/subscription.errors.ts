import { ReeveError } from '../errors/reeve-error.js';
import type { SubscriptionStatus } from './subscription-status.js';

/** The errors of subscriptions: one function each, one code each, never reused and never renamed. */
export const subscriptionErrors = {
  /** The person has none, or none that goes on. */
  none: () => new ReeveError('BILLING-SUBSCRIPTION-NONE', 404, 'There is no subscription.'),
  /** The account was deleted, also when that was in this very moment. */
  accountEnded: () =>
    new ReeveError('BILLING-ACCOUNT-ENDED', 404, 'The account was deleted: it has no subscription any more.'),
  /** What was asked for is not possible in the state it is in. */
  forbidden: (what: string, status: SubscriptionStatus) =>
    new ReeveError('BILLING-SUBSCRIPTION-STATE', 409, `A subscription that is ${status} cannot be ${what}.`, {
      state: status,
    }),
} as const;
