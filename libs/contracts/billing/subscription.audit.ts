import type { AuditDescription } from '../audit/audit-description.js';
import type { JsonObject, JsonValue } from '../json.js';
import { decimalNumberOf } from './money.js';
import type {
  SubscriptionEvent,
  SubscriptionStanding,
  SubscriptionStreamEvent,
} from './subscription.events.js';

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
  'billing.subscription.plan-change-scheduled.v1': {
    action: 'subscription_plan_change_scheduled',
    description: 'Subscription to change to another plan at the end of its period',
  },
  'billing.subscription.plan-change-withdrawn.v1': {
    action: 'subscription_plan_change_withdrawn',
    description: 'Subscription to stay with its plan after all',
  },
  'billing.subscription.cancellation-scheduled.v1': {
    action: 'subscription_cancellation_scheduled',
    description: 'Subscription to be canceled at the end of its period',
  },
  'billing.subscription.cancellation-withdrawn.v1': {
    action: 'subscription_cancellation_withdrawn',
    description: 'Subscription to go on after all',
  },
  'billing.subscription.payment-due.v1': {
    action: 'subscription_payment_due',
    description: 'Payment due for a period of a subscription',
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
export function describeSubscriptionEvent(event: SubscriptionStreamEvent): AuditDescription | undefined {
  if (event.type === 'billing.subscription.account-ended.v1') return accountEnded(event.data.userId);
  const { type } = event;
  if (!Object.hasOwn(DESCRIBED, type)) return undefined;
  const { subscriptionId, userId, standing } = event.data;
  return {
    entityType: 'subscription',
    entityId: subscriptionId,
    ...DESCRIBED[type],
    changes: standing.old === null ? null : { ...changesOf(standing.old, standing.new), ...plannedBy(event) },
    metadata: { user_id: userId, ...shown(standing.new), ...moneyOf(event) },
  };
}

const accountEnded = (userId: string): AuditDescription => ({
  entityType: 'user',
  entityId: userId,
  action: 'user_subscriptions_ended',
  description: 'No subscription any more: the account was deleted',
  changes: null,
});

/** What is to be at the end of the period. */
function plannedBy({ type, data }: SubscriptionEvent): JsonObject {
  if (type === 'billing.subscription.plan-change-scheduled.v1') {
    return { next_plan_id: { old: null, new: data.planId.new } };
  }
  if (type === 'billing.subscription.plan-change-withdrawn.v1') {
    return { next_plan_id: { old: data.planId, new: null } };
  }
  if (type === 'billing.subscription.cancellation-scheduled.v1') {
    return { cancel_at_period_end: { old: false, new: true } };
  }
  return type === 'billing.subscription.cancellation-withdrawn.v1'
    ? { cancel_at_period_end: { old: true, new: false } }
    : {};
}

function moneyOf({ type, data }: SubscriptionEvent): JsonObject {
  if (type === 'billing.subscription.payment-due.v1') {
    const { paymentId, amount } = data;
    return { payment_id: paymentId, amount: decimalNumberOf(amount.amount, amount.currency) };
  }
  if (type === 'billing.subscription.plan-changed.v1') {
    const { credit, charge } = data.proration;
    return {
      credit: decimalNumberOf(credit.amount, credit.currency),
      charge: decimalNumberOf(charge.amount, charge.currency),
    };
  }
  return {};
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
