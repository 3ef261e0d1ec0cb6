export const SUBSCRIPTION_STATUSES = [
  'trialing',
  'active',
  'past_due',
  'paused',
  'canceled',
  'expired',
] as const;
export type SubscriptionStatus = (typeof SUBSCRIPTION_STATUSES)[number];

/**
 * Whether somebody has the use of their plan: in a trial, paid for, or with a payment that is still waited for. What counts as
 * active is said here and nowhere else: whose quotas may not fall, whose plan cannot be deleted, and who is under its quotas.
 */
export const countsAsActive = (status: SubscriptionStatus): boolean =>
  status === 'trialing' || status === 'active' || status === 'past_due';

/** Whether money comes in by it, month after month: what MRR is made of. */
export const earns = (status: SubscriptionStatus): boolean => status === 'active';

/** Over for good: there is no way out of it. */
export const isClosed = (status: SubscriptionStatus): boolean =>
  status === 'canceled' || status === 'expired';
