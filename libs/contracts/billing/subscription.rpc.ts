import { command, query } from '../rpc.js';
import type { Visibility } from '../users/users.rpc.js';
import type { BillingInterval } from './interval.js';
import type { Plan } from './plan.rpc.js';
import type { SubscriptionStatus } from './subscription-status.js';

/** A subscription as it is answered (reference 7.1). Times in epoch seconds. */
export interface Subscription {
  readonly id: string;
  readonly user_id: string;
  readonly plan_id: string;
  /** The version of the plan that it was sold under. */
  readonly plan_version: number;
  readonly status: SubscriptionStatus;
  /** What it was sold for, in major units. */
  readonly price: number;
  /** ISO 4217. */
  readonly currency: string;
  readonly interval: BillingInterval;
  readonly current_period_start: number;
  readonly current_period_end: number;
  /** Null: it began without a trial. */
  readonly trial_end: number | null;
  readonly created_at: number;
  readonly updated_at: number;
}

/** The subscription of a person that goes on, or the last that did, and its plan as it is now. Null: they have never had one. */
export interface SubscriptionOfUser {
  readonly subscription: Subscription | null;
  readonly plan: Plan | null;
}

export const subscriptionRpc = {
  /**
   * Gives somebody a plan from now on: their first one, another one after one that is over, or instead of the one they have.
   *
   * @throws `BILLING-PLAN-NOT-FOUND` 404; `BILLING-PLAN-ARCHIVED`, `BILLING-SUBSCRIPTION-STATE` 409.
   */
  givePlan: command<
    { readonly userId: string; readonly planId: string },
    { readonly subscription: Subscription; readonly plan: Plan | null } & Visibility
  >('reeve.billing.give-plan'),
  subscriptionOfUser: query<{ readonly userId: string }, SubscriptionOfUser>(
    'reeve.billing.subscription-of-user',
  ),
} as const;
