import type { SubscriptionDocument } from '@reeve/billing/projections';
import { decimalNumberOf } from '@reeve/contracts';
import type { Proration, ShownProration, Subscription } from '@reeve/contracts';

/** What an answer says of a subscription, as its document has it. */
export type AnsweredSubscription = Pick<
  SubscriptionDocument,
  | 'userId'
  | 'planId'
  | 'planVersion'
  | 'status'
  | 'price'
  | 'interval'
  | 'periodStart'
  | 'periodEnd'
  | 'trialEnd'
  | 'cancelAtPeriodEnd'
  | 'nextPlanId'
  | 'startedAt'
  | 'changedAt'
>;

/** A subscription as it is answered. */
export function toSubscription(subscriptionId: string, document: AnsweredSubscription): Subscription {
  const { price } = document;
  return {
    id: subscriptionId,
    user_id: document.userId,
    plan_id: document.planId,
    plan_version: document.planVersion,
    status: document.status,
    price: decimalNumberOf(price.amount, price.currency),
    currency: price.currency,
    interval: document.interval,
    current_period_start: document.periodStart,
    current_period_end: document.periodEnd,
    trial_end: document.trialEnd,
    cancel_at_period_end: document.cancelAtPeriodEnd,
    next_plan_id: document.nextPlanId,
    created_at: document.startedAt,
    updated_at: document.changedAt,
  };
}

export function toProration({ credit, charge, net }: Proration): ShownProration {
  return {
    credit: decimalNumberOf(credit.amount, credit.currency),
    credit_currency: credit.currency,
    charge: decimalNumberOf(charge.amount, charge.currency),
    charge_currency: charge.currency,
    net: net === null ? null : decimalNumberOf(net, charge.currency),
  };
}
