import type { DocumentStore } from '@reeve/document-store';
import type { EventStamp, ProjectionProgress } from '@reeve/event-sourcing';
import type { EventStore } from '@reeve/event-store';
import { BillingAnalyticsQueries } from './billing-analytics.js';
import { BillingClock } from './billing-clock.js';
import { noPaymentProvider } from './payment-provider.js';
import type { PaymentProvider } from './payment-provider.js';
import { Payments } from './payments.js';
import { PlanCommands } from './plan-commands.js';
import { PlanQueries } from './plan-queries.js';
import { Renewals } from './renewals.js';
import { SubscriptionCommands } from './subscription-commands.js';
import { SubscriptionQueries } from './subscription-queries.js';
import { UsageMeter } from './usage-meter.js';

export interface BillingParts {
  readonly eventStore: EventStore;
  readonly documentStore: DocumentStore;
  readonly stamp: EventStamp;
  readonly progress: ProjectionProgress;
  /** Who takes the money. Absent: nobody does. */
  readonly paymentProvider?: PaymentProvider;
  /** Epoch milliseconds. */
  readonly now?: () => number;
  /** Whether it is this process that does what is due: one at a time. Absent: it is not. */
  readonly isAtWork?: () => boolean;
  /** Hears of what was due and could not be done. It is tried again. */
  readonly onRenewalFailure?: (error: unknown) => void;
  /** Hears of what was to be paid and is not answered. It is asked for again. */
  readonly onPaymentFailure?: (error: unknown) => void;
}

/** Injection token of the {@link BillingApplication}. */
export const BILLING_APPLICATION = Symbol('BillingApplication');

export type BillingApplication = ReturnType<typeof createBillingApplication>;

/** Billing: commands, queries and the clock, put together. */
export function createBillingApplication({
  eventStore,
  documentStore,
  stamp,
  progress,
  paymentProvider = noPaymentProvider,
  now = Date.now,
  isAtWork = () => false,
  onRenewalFailure = () => undefined,
  onPaymentFailure = () => undefined,
}: BillingParts) {
  const plans = new PlanQueries(documentStore);
  const subscriptions = new SubscriptionQueries(documentStore);
  const subscriptionCommands = new SubscriptionCommands({ eventStore, stamp, subscriptions, progress, now });
  const renewals = new Renewals({
    eventStore,
    documentStore,
    subscriptionCommands,
    progress,
    now,
    onFailure: onRenewalFailure,
  });
  const payments = new Payments({
    eventStore,
    documentStore,
    subscriptionCommands,
    provider: paymentProvider,
    now,
    onFailure: onPaymentFailure,
  });
  return {
    analytics: new BillingAnalyticsQueries(documentStore),
    plans,
    planCommands: new PlanCommands(eventStore, stamp, plans, progress),
    subscriptions,
    usage: new UsageMeter(eventStore, stamp, subscriptions),
    subscriptionCommands,
    renewals,
    renewalClock: new BillingClock(renewals, isAtWork, onRenewalFailure),
    payments,
    paymentClock: new BillingClock(payments, isAtWork, onPaymentFailure),
  };
}
