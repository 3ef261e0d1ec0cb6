import type { AuditDescription } from '../audit/audit-description.js';
import type { JsonObject, JsonValue } from '../json.js';
import { decimalNumberOf } from './money.js';
import type { SubscriptionEvent, SubscriptionStanding } from './subscription.events.js';

const DESCRIBED: Readonly<
  Record<SubscriptionEvent['type'], { readonly action: string; readonly description: string }>
> = {
  'billing.subscription.started.v1': { action: 'subscription_created', description: 'Subscription started' },
  'billing.subscription.activated.v1': {
    action: 'subscription_activated',
    description: 'Subscription active: it is paid for',
  },
  'billing.subscription.payment-failed.v1': {
    action: 'subscription_payment_failed',
    description: 'Subscription past due: a payment failed',
  },
  'billing.subscription.paused.v1': { action: 'subscription_paused', description: 'Subscription paused' },
  'billing.subscription.resumed.v1': { action: 'subscription_resumed', description: 'Subscription resumed' },
  'billing.subscription.plan-changed.v1': {
    action: 'subscription_plan_changed',
    description: 'Subscription changed to another plan, or to another version of it',
  },
  'billing.subscription.renewed.v1': {
    action: 'subscription_renewed',
    description: 'Subscription renewed for another period',
  },
  'billing.subscription.canceled.v1': {
    action: 'subscription_canceled',
    description: 'Subscription canceled',
  },
  'billing.subscription.expired.v1': { action: 'subscription_expired', description: 'Subscription expired' },
};

/** Subscriptions in the audit log: people by their ids. */
export function describeSubscriptionEvent({ type, data }: SubscriptionEvent): AuditDescription | undefined {
  if (!Object.hasOwn(DESCRIBED, type)) return undefined;
  const { subscriptionId, userId, standing } = data;
  return {
    entityType: 'subscription',
    entityId: subscriptionId,
    ...DESCRIBED[type],
    changes: standing.old === null ? null : changesOf(standing.old, standing.new),
    metadata: { user_id: userId, ...shown(standing.new) },
  };
}

function changesOf(old: SubscriptionStanding, now: SubscriptionStanding): JsonObject {
  const [before, after] = [shown(old), shown(now)];
  return Object.fromEntries(
    Object.keys(after)
      .filter((field) => before[field] !== after[field])
      .map((field) => [field, { old: before[field] ?? null, new: after[field] ?? null }]),
  );
}

function shown({
  status,
  planId,
  planVersion,
  price,
  interval,
}: SubscriptionStanding): Readonly<Record<string, JsonValue>> {
  return {
    status,
    plan_id: planId,
    plan_version: planVersion,
    price: decimalNumberOf(price.amount, price.currency),
    currency: price.currency,
    interval,
  };
}
