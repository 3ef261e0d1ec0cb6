import type { JsonObject } from '../json.js';
import type { BillingInterval } from './interval.js';
import type { Money } from './money.js';
import type { SubscriptionStatus } from './subscription-status.js';

interface Fact<Type extends string, Data extends JsonObject> {
  readonly type: Type;
  readonly data: Data;
}

/**
 * What a subscription counts for: its status, and the version of a plan that it was sold under, with its price. Whoever counts
 * subscriptions or money reads this of an event, and looks nothing up.
 */
export interface SubscriptionStanding extends JsonObject {
  readonly status: SubscriptionStatus;
  readonly planId: string;
  readonly planVersion: number;
  readonly price: Money;
  readonly interval: BillingInterval;
}

/** ISO 8601, UTC. The end is the start of the next one. */
export interface SubscriptionPeriod extends JsonObject {
  readonly start: string;
  readonly end: string;
}

/** What every event says: whose subscription it is, and what it counted for before and counts for from here on. */
interface Moved extends JsonObject {
  readonly subscriptionId: string;
  readonly userId: string;
  readonly standing: { readonly old: SubscriptionStanding; readonly new: SubscriptionStanding };
}

/** Trialing or active from the first moment. */
export type SubscriptionStarted = Fact<
  'billing.subscription.started.v1',
  {
    readonly subscriptionId: string;
    readonly userId: string;
    readonly standing: { readonly old: null; readonly new: SubscriptionStanding };
    readonly period: SubscriptionPeriod;
    /** What periods are counted from: the day of the month it has comes back after a shorter month. ISO 8601, UTC. */
    readonly anchor: string;
    /** ISO 8601, UTC; null: no trial. */
    readonly trialEnd: string | null;
    /** The subscription that the person had before, which is over; null: their first. */
    readonly former: string | null;
  }
>;

/** The trial is over and paid for, or a payment that failed was made good. */
export type SubscriptionActivated = Fact<'billing.subscription.activated.v1', Moved>;

/** Past due from here on. */
export type SubscriptionPaymentFailed = Fact<'billing.subscription.payment-failed.v1', Moved>;

export type SubscriptionPaused = Fact<'billing.subscription.paused.v1', Moved>;

export type SubscriptionResumed = Fact<'billing.subscription.resumed.v1', Moved>;

/** Another plan, or another version of it, with a period of its own from `anchor` on. */
export type SubscriptionPlanChanged = Fact<
  'billing.subscription.plan-changed.v1',
  Moved & {
    readonly period: { readonly old: SubscriptionPeriod; readonly new: SubscriptionPeriod };
    readonly anchor: string;
  }
>;

/** The next period has begun, under the plan's version of that moment. */
export type SubscriptionRenewed = Fact<
  'billing.subscription.renewed.v1',
  Moved & { readonly period: { readonly old: SubscriptionPeriod; readonly new: SubscriptionPeriod } }
>;

/** Ended by somebody. */
export type SubscriptionCanceled = Fact<'billing.subscription.canceled.v1', Moved>;

/** Ended by itself: its time was over, or nobody paid. */
export type SubscriptionExpired = Fact<'billing.subscription.expired.v1', Moved>;

export type SubscriptionEvent =
  | SubscriptionStarted
  | SubscriptionActivated
  | SubscriptionPaymentFailed
  | SubscriptionPaused
  | SubscriptionResumed
  | SubscriptionPlanChanged
  | SubscriptionRenewed
  | SubscriptionCanceled
  | SubscriptionExpired;
