import type { SubscriptionDocument } from '@reeve/billing/projections';
import { decimalNumberOf } from '@reeve/contracts';
import type { Subscription } from '@reeve/contracts';

/** A subscription as it is answered. */
export function toSubscription(subscriptionId: string, document: SubscriptionDocument): Subscription {
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
    created_at: document.startedAt,
    updated_at: document.changedAt,
  };
}
