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
  readonly cancel_at_period_end: boolean;
  /** The plan that it is to change to at the end of its period, in the version of then. */
  readonly next_plan_id: string | null;
  readonly created_at: number;
  readonly updated_at: number;
}

/** What a change of plan comes to, in major units. Nothing is charged. */
export interface ShownProration {
  readonly credit: number;
  readonly credit_currency: string;
  readonly charge: number;
  readonly charge_currency: string;
  /** The charge less the credit; null where they are in two currencies. */
  readonly net: number | null;
}

/** A subscription as a command leaves it, and its plan as it is now. */
export interface SubscriptionChanged extends Visibility {
  readonly subscription: Subscription;
  readonly plan: Plan | null;
  /** Null: no plan was changed within a period. */
  readonly proration: ShownProration | null;
}

export interface GivePlanRequest {
  readonly userId: string;
  readonly planId: string;
  /** Whether use is counted from nothing again. */
  readonly resetUsage: boolean;
  /** Only once the period is over; there must be a subscription. */
  readonly atPeriodEnd: boolean;
  /** Days that a first period costs nothing, where a subscription starts. 0: there is no trial. */
  readonly trialDays: number;
}

export const SUBSCRIPTION_MOVES = ['cancel', 'cancel-at-period-end', 'pause', 'resume'] as const;
export type SubscriptionMove = (typeof SUBSCRIPTION_MOVES)[number];

/** The subscription of a person that goes on, or the last that did, and its plan as it is now. Null: they have never had one. */
export interface SubscriptionOfUser {
  readonly subscription: Subscription | null;
  readonly plan: Plan | null;
}

export const subscriptionRpc = {
  /**
   * Gives somebody a plan: their first one, another one after one that is over, or instead of the one they have.
   *
   * @throws `BILLING-PLAN-NOT-FOUND`, `BILLING-SUBSCRIPTION-NONE`, `BILLING-ACCOUNT-ENDED` 404; `BILLING-PLAN-ARCHIVED`,
   *   `BILLING-SUBSCRIPTION-STATE` 409.
   */
  givePlan: command<GivePlanRequest, SubscriptionChanged>('reeve.billing.give-plan'),
  /** @throws `BILLING-SUBSCRIPTION-NONE`, `BILLING-ACCOUNT-ENDED` 404; `BILLING-SUBSCRIPTION-STATE` 409. */
  moveSubscription: command<
    { readonly userId: string; readonly move: SubscriptionMove },
    SubscriptionChanged
  >('reeve.billing.move-subscription'),
  /**
   * Ends whatever somebody has whose account was deleted, so that nothing begins after it. Not for the gateway: a step of the deletion.
   *
   * @throws `AUTH-FORBIDDEN` 403 to everybody but Reeve's own services.
   */
  endWithAccount: command<{ readonly userId: string }, null>('reeve.billing.end-with-account'),
  subscriptionOfUser: query<{ readonly userId: string }, SubscriptionOfUser>(
    'reeve.billing.subscription-of-user',
  ),
  /** Of whoever asks. @throws as `moveSubscription` does. */
  cancelOwnSubscription: command<{ readonly immediate: boolean }, SubscriptionChanged>(
    'reeve.billing.cancel-own-subscription',
  ),
  /** Of whoever asks: one that goes on, or none. */
  ownSubscription: query<null, SubscriptionOfUser>('reeve.billing.own-subscription'),
  /** In their order. */
  offeredPlans: query<null, readonly Plan[]>('reeve.billing.offered-plans'),
  /** @throws `BILLING-PLAN-NOT-FOUND` 404, also of one that is not offered. */
  offeredPlan: query<{ readonly planId: string }, Plan>('reeve.billing.offered-plan'),
} as const;
