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

/** The period before and from here on, and what periods are counted from. ISO 8601, UTC. */
interface Periods extends JsonObject {
  readonly period: { readonly old: SubscriptionPeriod; readonly new: SubscriptionPeriod };
  readonly anchor: string;
}

/** What a change of plan within a period comes to. It is shown, and not charged: whoever takes the money decides. */
export interface Proration extends JsonObject {
  /** What is not used up of what the plan before costs for the period. */
  readonly credit: Money;
  /** What the plan from here on costs until the end of the period. */
  readonly charge: Money;
  /** The charge less the credit, in minor units, so that it may be negative; null where they are in two currencies. */
  readonly net: number | null;
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

/** Goes on: in the period it was paused in, or where that is over, in a new one from `anchor` on. */
export type SubscriptionResumed = Fact<'billing.subscription.resumed.v1', Moved & Periods>;

/**
 * Another plan, or another version of it, at once. The period stays where both are sold by the same interval; otherwise a new one
 * begins.
 */
export type SubscriptionPlanChanged = Fact<
  'billing.subscription.plan-changed.v1',
  Moved &
    Periods & {
      readonly proration: Proration;
      /** Since when use counts against the quotas. ISO 8601, UTC. */
      readonly usageFrom: string;
    }
>;

/** To another plan at the end of the period, in the version of then. Takes the place of whatever was to be then. */
export type SubscriptionPlanChangeScheduled = Fact<
  'billing.subscription.plan-change-scheduled.v1',
  Moved & {
    readonly planId: { readonly old: string; readonly new: string };
    /** ISO 8601, UTC. */
    readonly at: string;
  }
>;

/** It is to stay with its plan after all. */
export type SubscriptionPlanChangeWithdrawn = Fact<
  'billing.subscription.plan-change-withdrawn.v1',
  Moved & { readonly planId: string }
>;

/** Canceled at the end of the period. Takes the place of whatever was to be then. */
export type SubscriptionCancellationScheduled = Fact<
  'billing.subscription.cancellation-scheduled.v1',
  Moved & {
    /** ISO 8601, UTC. */
    readonly at: string;
  }
>;

/** It is to go on after all. */
export type SubscriptionCancellationWithdrawn = Fact<'billing.subscription.cancellation-withdrawn.v1', Moved>;

/**
 * The next period has begun, under the plan's version of that moment: the first that is paid for after a trial; and of the plan that
 * it was to change to then.
 */
export type SubscriptionRenewed = Fact<'billing.subscription.renewed.v1', Moved & Periods>;

/** Money would move: so much is to be paid for a period that has begun. */
export type SubscriptionPaymentDue = Fact<
  'billing.subscription.payment-due.v1',
  Moved & {
    /** The same for the same period, however often it is asked for. */
    readonly paymentId: string;
    readonly amount: Money;
    readonly period: SubscriptionPeriod;
  }
>;

/** Ended by somebody, or because somebody had it end with its period. */
export type SubscriptionCanceled = Fact<'billing.subscription.canceled.v1', Moved>;

/** Ended by itself: its time was over, or nobody paid. */
export type SubscriptionExpired = Fact<'billing.subscription.expired.v1', Moved>;

/** The person’s account was deleted: no subscription begins in this stream any more. */
export type SubscriptionAccountEnded = Fact<
  'billing.subscription.account-ended.v1',
  { readonly userId: string }
>;

/** What happens to subscriptions, each with its standing before and after. */
export type SubscriptionEvent =
  | SubscriptionStarted
  | SubscriptionActivated
  | SubscriptionPaymentFailed
  | SubscriptionPaused
  | SubscriptionResumed
  | SubscriptionPlanChanged
  | SubscriptionPlanChangeScheduled
  | SubscriptionPlanChangeWithdrawn
  | SubscriptionCancellationScheduled
  | SubscriptionCancellationWithdrawn
  | SubscriptionRenewed
  | SubscriptionPaymentDue
  | SubscriptionCanceled
  | SubscriptionExpired;

/** Whatever stands in the stream of a person’s subscriptions. */
export type SubscriptionStreamEvent = SubscriptionEvent | SubscriptionAccountEnded;
