import type { DocumentStore } from '@reeve/document-store';
import type { EventStamp, ProjectionProgress } from '@reeve/event-sourcing';
import type { EventStore } from '@reeve/event-store';
import { BillingAnalyticsQueries } from './billing-analytics.js';
import { BillingClock } from './billing-clock.js';
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
  /** Epoch milliseconds. */
  readonly now?: () => number;
  /** Whether it is this process that does what is due: one at a time. Absent: it is not. */
  readonly isAtWork?: () => boolean;
  /** Hears of what was due and could not be done. It is tried again. */
  readonly onRenewalFailure?: (error: unknown) => void;
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
  now = Date.now,
  isAtWork = () => false,
  onRenewalFailure = () => undefined,
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
  return {
    analytics: new BillingAnalyticsQueries(documentStore),
    plans,
    planCommands: new PlanCommands(eventStore, stamp, plans, progress),
    subscriptions,
    usage: new UsageMeter(eventStore, stamp, subscriptions),
    subscriptionCommands,
    renewals,
    renewalClock: new BillingClock(renewals, isAtWork, onRenewalFailure),
  };
}
