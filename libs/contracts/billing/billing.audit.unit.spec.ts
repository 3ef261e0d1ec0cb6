import { describe, expect, it } from 'vitest';
import type { AuditDescription } from '../audit/audit-description.js';
import type { JsonObject } from '../json.js';
import { describeBillingEvent } from './billing.audit.js';
import type { PlanDetails, PlanEvent } from './plan.events.js';
import type { SubscriptionEvent, SubscriptionStanding } from './subscription.events.js';

const details: PlanDetails = {
  name: 'Pro',
  nameRu: null,
  description: null,
  descriptionRu: null,
  price: { amount: 999, currency: 'USD' },
  interval: 'month',
  quotas: { requests: null },
  features: null,
  active: true,
  displayOrder: 1,
};

const described = (event: PlanEvent | SubscriptionEvent): Partial<AuditDescription> =>
  describeBillingEvent({ ...event, stream: 'any' }) ?? {};

const plan = (fact: string, data: JsonObject = {}): PlanEvent =>
  ({ type: `billing.plan.${fact}.v1`, data: { planId: 'pro', ...data } }) as unknown as PlanEvent;

describe('A plan in the audit log', () => {
  it('is created, or copied, with all that was said of it, in the API’s words', () => {
    const plan_data = {
      id: 'pro',
      name: 'Pro',
      name_ru: null,
      description: null,
      description_ru: null,
      price: 9.99,
      currency: 'USD',
      interval: 'month',
      quotas: { requests: null },
      features: null,
      is_active: true,
      display_order: 1,
    };
    expect(described(plan('created', { version: 1, details, copyOf: null }))).toEqual({
      entityType: 'plan',
      entityId: 'pro',
      action: 'plan_created',
      description: 'Plan Pro created',
      changes: null,
      metadata: { plan_data, version: 1 },
    });
    expect(described(plan('created', { version: 1, details, copyOf: 'free' }))).toMatchObject({
      action: 'plan_duplicated',
      metadata: { source_plan_id: 'free', plan_data },
    });
  });

  it('changes field by field, a price in its own currency', () => {
    const price = { old: { amount: 999, currency: 'USD' }, new: { amount: 999, currency: 'JPY' } };
    const changes = { price, displayOrder: { old: 1, new: 2 } };
    expect(described(plan('changed', { version: 2, changes }))).toMatchObject({
      action: 'plan_updated',
      description: 'Plan changed: price, currency, display_order',
      changes: {
        price: { old: 9.99, new: 999 },
        currency: { old: 'USD', new: 'JPY' },
        display_order: { old: 1, new: 2 },
      },
    });
  });

  it.each([
    ['activated', 'plan_activated'],
    ['deactivated', 'plan_deactivated'],
    ['deleted', 'plan_deleted'],
    ['archived', 'plan_deleted'],
  ])('%s: %s', (fact, action) => {
    expect(described(plan(fact, { subscriptions: 3 }))).toMatchObject({ action, entityId: 'pro' });
  });
});

describe('A subscription in the audit log', () => {
  const standing = (changes: Partial<SubscriptionStanding> = {}): SubscriptionStanding => ({
    status: 'active',
    planId: 'pro',
    planVersion: 1,
    price: details.price,
    interval: 'month',
    ...changes,
  });
  const subscription = (fact: string, old: SubscriptionStanding | null, now: SubscriptionStanding) =>
    ({
      type: `billing.subscription.${fact}.v1`,
      data: { subscriptionId: 's1', userId: 'ada', standing: { old, new: now } },
    }) as unknown as SubscriptionEvent;

  it('starts as it was sold', () => {
    expect(described(subscription('started', null, standing()))).toEqual({
      entityType: 'subscription',
      entityId: 's1',
      action: 'subscription_created',
      description: 'Subscription started',
      changes: null,
      metadata: {
        user_id: 'ada',
        status: 'active',
        plan_id: 'pro',
        plan_version: 1,
        price: 9.99,
        currency: 'USD',
        interval: 'month',
      },
    });
  });

  it.each([
    ['activated', 'subscription_activated'],
    ['payment-failed', 'subscription_payment_failed'],
    ['paused', 'subscription_paused'],
    ['resumed', 'subscription_resumed'],
    ['renewed', 'subscription_renewed'],
    ['canceled', 'subscription_canceled'],
    ['expired', 'subscription_expired'],
  ])('%s: %s, with what is otherwise', (fact, action) => {
    const now = standing({ status: 'paused', planVersion: 2 });
    expect(described(subscription(fact, standing(), now))).toMatchObject({
      action,
      changes: { status: { old: 'active', new: 'paused' }, plan_version: { old: 1, new: 2 } },
    });
  });

  it('is none any more once the account was deleted', () => {
    const type = 'billing.subscription.account-ended.v1';
    expect(describeBillingEvent({ type, stream: 'subscription-ada', data: { userId: 'ada' } })).toEqual({
      entityType: 'user',
      entityId: 'ada',
      action: 'user_subscriptions_ended',
      description: 'No subscription any more: the account was deleted',
      changes: null,
    });
  });

  it('changes its plan with what that comes to, and another one can be planned, or be withdrawn', () => {
    const old = standing();
    const event = (fact: string, data: JsonObject, now = old): SubscriptionEvent => {
      const { type, data: whose } = subscription(fact, old, now);
      return { type, data: { ...whose, ...data } } as unknown as SubscriptionEvent;
    };
    const proration = {
      credit: { amount: 500, currency: 'USD' },
      charge: { amount: 1500, currency: 'JPY' },
      net: null,
    };
    expect(described(event('plan-changed', { proration }, standing({ planId: 'max' })))).toMatchObject({
      action: 'subscription_plan_changed',
      changes: { plan_id: { old: 'pro', new: 'max' } },
      metadata: { credit: 5, charge: 1500 },
    });
    const planId = { old: 'pro', new: 'max' };
    expect(described(event('plan-change-scheduled', { planId }))).toMatchObject({
      action: 'subscription_plan_change_scheduled',
      changes: { next_plan_id: { old: null, new: 'max' } },
    });
    expect(described(event('plan-change-withdrawn', { planId: 'max' }))).toMatchObject({
      action: 'subscription_plan_change_withdrawn',
      changes: { next_plan_id: { old: 'max', new: null } },
    });
    expect(described(event('cancellation-scheduled', {}))).toMatchObject({
      action: 'subscription_cancellation_scheduled',
      changes: { cancel_at_period_end: { old: false, new: true } },
    });
    expect(described(event('cancellation-withdrawn', {}))).toMatchObject({
      action: 'subscription_cancellation_withdrawn',
      changes: { cancel_at_period_end: { old: true, new: false } },
    });
  });

  it('says what is to be paid', () => {
    const { type, data } = subscription('payment-due', standing(), standing());
    const event = { type, data: { ...data, paymentId: 's1:1', amount: { amount: 1, currency: 'USD' } } };
    expect(described(event as unknown as SubscriptionEvent)).toMatchObject({
      action: 'subscription_payment_due',
      changes: {},
      metadata: { payment_id: 's1:1', amount: 0.01 },
    });
  });
});

it('What was used is no part of the audit log', () => {
  const event = { type: 'billing.usage.recorded.v1', stream: 'any', data: {} };
  expect(describeBillingEvent(event)).toBeNull();
});

it('Nothing else is described', () => {
  expect(describeBillingEvent({ type: 'billing.invoice.sent.v1', stream: 'any', data: {} })).toBeUndefined();
});
