import type { DocumentStore } from '@reeve/document-store';
import type { EventStamp, ProjectionProgress } from '@reeve/event-sourcing';
import type { EventStore } from '@reeve/event-store';
import { PlanCommands } from './plan-commands.js';
import { PlanQueries } from './plan-queries.js';
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
}

/** Injection token of the {@link BillingApplication}. */
export const BILLING_APPLICATION = Symbol('BillingApplication');

export type BillingApplication = ReturnType<typeof createBillingApplication>;

/** Billing: commands and queries, put together. */
export function createBillingApplication({
  eventStore,
  documentStore,
  stamp,
  progress,
  now = Date.now,
}: BillingParts) {
  const plans = new PlanQueries(documentStore);
  const subscriptions = new SubscriptionQueries(documentStore);
  return {
    plans,
    planCommands: new PlanCommands(eventStore, stamp, plans, progress),
    subscriptions,
    usage: new UsageMeter(eventStore, stamp, subscriptions),
    subscriptionCommands: new SubscriptionCommands({ eventStore, stamp, subscriptions, progress, now }),
  };
}
