import type {
  BillingInterval,
  JsonObject,
  Money,
  PlanDetails,
  SubscriptionPeriod,
  SubscriptionStatus,
} from '@reeve/contracts';
import type { CollectionDefinition } from '@reeve/document-store';
import { BILLING_DAYS, PAYERS } from './billing-days.js';

/** Plans by id, with what they count. Deleted ones too: documents stay. */
export const PLANS: CollectionDefinition = {
  name: 'billing_plans',
  fields: { changed: 'text' },
  indexes: [['changed']],
};

/** Times in epoch seconds. */
export interface PlanDocument extends JsonObject {
  readonly planId: string;
  readonly status: 'existing' | 'archived' | 'deleted';
  readonly version: number;
  readonly details: PlanDetails;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly archivedAt: number | null;
  /** How many subscriptions have the plan, by their status. */
  readonly subscriptions: Readonly<Partial<Record<SubscriptionStatus, number>>>;
  /** What those that earn come to in a year, in minor units by currency, as digits: it may be more than a number holds. */
  readonly yearlyRevenue: Readonly<Record<string, string>>;
  /**
   * Position of the last event that has changed it, by which whoever keeps plans in memory reads on. What was counted is told by
   * it too, so that nothing is counted twice, whichever documents of a batch were written.
   */
  readonly changed: string;
}

/** Subscriptions by id. */
export const SUBSCRIPTIONS: CollectionDefinition = {
  name: 'billing_subscriptions',
  fields: { planId: 'text', startedAt: 'number', dueAt: 'number' },
  indexes: [['planId', 'startedAt'], ['dueAt']],
};

/** Times in epoch seconds. */
export interface SubscriptionDocument extends JsonObject {
  readonly userId: string;
  readonly planId: string;
  /** The one that it was sold under. */
  readonly planVersion: number;
  readonly status: SubscriptionStatus;
  /** What it was sold for. */
  readonly price: Money;
  readonly interval: BillingInterval;
  readonly startedAt: number;
  readonly changedAt: number;
  readonly periodStart: number;
  readonly periodEnd: number;
  /** Null: it began without a trial. */
  readonly trialEnd: number | null;
  readonly cancelAtPeriodEnd: boolean;
  /** The plan that it is to change to at the end of its period; null: none. */
  readonly nextPlanId: string | null;
  /** Since when use counts against the quotas, in epoch milliseconds. */
  readonly usageFrom: number;
  /** When its period ends, in epoch milliseconds. */
  readonly endsAt: number;
  /** When something is to become of it by itself, in epoch milliseconds; null: nothing is. */
  readonly dueAt: number | null;
}

/** By person: which of their subscriptions is the last. Every use of anything asks for it, and by an id it is had without a query. */
export const SUBSCRIBERS: CollectionDefinition = {
  name: 'billing_subscribers',
  fields: {},
  indexes: [],
  clustered: true,
};

export interface SubscriberDocument extends JsonObject {
  readonly subscriptionId: string;
}

/** What is to be asked of the payment provider, by the ids of payments. Not projected: it goes once there is an answer. */
export const PAYMENTS: CollectionDefinition = {
  name: 'billing_payments',
  fields: { askAt: 'number' },
  indexes: [['askAt']],
};

export interface PaymentDocument extends JsonObject {
  readonly userId: string;
  readonly subscriptionId: string;
  readonly amount: Money;
  readonly period: SubscriptionPeriod;
  /** When it is to be asked for, in epoch milliseconds. */
  readonly askAt: number;
  /** Whether there has been an answer. */
  readonly isAnswered: boolean;
}

/** What the projection makes of the log. */
export const projectedCollections = [PLANS, SUBSCRIPTIONS, SUBSCRIBERS, BILLING_DAYS, PAYERS];

export const billingCollections = [...projectedCollections, PAYMENTS];
