import type { DocumentStore } from '@reeve/document-store';
import type { EventStamp, ProjectionProgress } from '@reeve/event-sourcing';
import type { EventStore } from '@reeve/event-store';
import { GivePlan } from './give-plan.js';
import { PlanCommands } from './plan-commands.js';
import { PlanQueries } from './plan-queries.js';
import { SubscriptionQueries } from './subscription-queries.js';

export interface BillingParts {
  readonly eventStore: EventStore;
  readonly documentStore: DocumentStore;
  readonly stamp: EventStamp;
  readonly progress: ProjectionProgress;
}

/** Injection token of the {@link BillingApplication}. */
export const BILLING_APPLICATION = Symbol('BillingApplication');

export type BillingApplication = ReturnType<typeof createBillingApplication>;

/** Billing: commands and queries, put together. */
export function createBillingApplication({ eventStore, documentStore, stamp, progress }: BillingParts) {
  const plans = new PlanQueries(documentStore);
  const subscriptions = new SubscriptionQueries(documentStore);
  return {
    plans,
    planCommands: new PlanCommands(eventStore, stamp, plans, progress),
    subscriptions,
    givePlan: new GivePlan(eventStore, stamp, subscriptions, progress),
  };
}
