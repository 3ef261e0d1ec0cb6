import type { JsonObject } from '../json.js';
import { command, query } from '../rpc.js';
import type { Visibility } from '../users/users.rpc.js';
import type { BillingInterval } from './interval.js';
import type { Quotas } from './plan.events.js';
import type { SubscriptionStatus } from './subscription-status.js';

/** A plan as it is answered (reference 7.1). Times in epoch seconds. */
export interface Plan {
  readonly id: string;
  readonly name: string;
  readonly name_ru: string | null;
  readonly description: string | null;
  readonly description_ru: string | null;
  /** Major units: 9.99. */
  readonly price: number;
  /** ISO 4217. */
  readonly currency: string;
  readonly interval: BillingInterval;
  readonly quotas: Quotas | null;
  readonly features: readonly string[] | null;
  readonly is_active: boolean;
  readonly display_order: number;
  /** Always null: Open WebUI drops what its own pages send. */
  readonly plan_extra_metadata: JsonObject | null;
  /** Counts up with price, interval and quotas. */
  readonly version: number;
  /** When it was deleted while there had been subscribers; null: it was not. */
  readonly archived_at: number | null;
  readonly created_at: number;
  readonly updated_at: number;
}

/** How many have a plan, by what their subscription is, and what that comes to. */
export interface PlanStatistics {
  readonly plan: Plan;
  readonly active_subscriptions: number;
  readonly trialing_subscriptions: number;
  readonly past_due_subscriptions: number;
  readonly paused_subscriptions: number;
  readonly canceled_subscriptions: number;
  readonly expired_subscriptions: number;
  readonly total_subscriptions: number;
  /** Monthly recurring revenue in major units, where it is in one currency; the subscriptions' own prices, not the plan's. */
  readonly mrr?: number;
  readonly mrr_by_currency: Readonly<Record<string, number>>;
}

export interface PlanListRequest {
  /** Null: whether they are offered or not. */
  readonly active: boolean | null;
  /** Whether archived ones are among them. */
  readonly archived: boolean;
  /** `tag` of the list that was answered last; null: none. */
  readonly known: string | null;
}

/** A thousand plans are half a megabyte: put into JSON once, and sent when it has changed. */
export interface PlanList {
  /** Of what is in the list: the same for the same. */
  readonly tag: string;
  /** JSON of `PlanStatistics[]`; null: as it is known. */
  readonly plans: string | null;
}

/** What is said of a plan by whoever makes it. The price as a decimal, digit by digit. */
export interface PlanDraft {
  readonly name: string;
  readonly nameRu: string | null;
  readonly description: string | null;
  readonly descriptionRu: string | null;
  readonly price: string;
  readonly currency: string;
  readonly interval: BillingInterval;
  readonly quotas: Quotas | null;
  readonly features: readonly string[] | null;
  readonly active: boolean;
  readonly displayOrder: number;
}

/** Times in epoch seconds. */
export interface PlanSubscription {
  readonly userId: string;
  readonly status: SubscriptionStatus;
  readonly startedAt: number;
  readonly periodStart: number;
  readonly periodEnd: number;
  readonly planVersion: number;
}

export interface PlanSubscriptionsPage {
  readonly items: readonly PlanSubscription[];
  /** Of the plan, whatever their status. */
  readonly total: number;
}

/** All that name a plan throw `BILLING-PLAN-NOT-FOUND` 404; those that change one, `BILLING-PLAN-ARCHIVED` 409. */
export const planRpc = {
  /**
   * @param planId null: one is made from the name.
   * @throws `BILLING-PLAN-EXISTS` 400; `REQUEST-INVALID` 422.
   */
  createPlan: command<
    { readonly planId: string | null; readonly draft: PlanDraft },
    { readonly plan: Plan } & Visibility
  >('reeve.billing.create-plan'),
  /** What is not given stays. @throws `BILLING-QUOTA-LOWERED` 400; `REQUEST-INVALID` 422. */
  updatePlan: command<
    { readonly planId: string; readonly changes: Partial<PlanDraft> },
    { readonly plan: Plan } & Visibility
  >('reeve.billing.update-plan'),
  /** Archives it where there has been a subscriber. @throws `BILLING-PLAN-HAS-SUBSCRIBERS` 400. */
  deletePlan: command<{ readonly planId: string }, { readonly archived: boolean } & Visibility>(
    'reeve.billing.delete-plan',
  ),
  /** Offers it, or offers it no more. */
  togglePlan: command<{ readonly planId: string }, { readonly plan: Plan } & Visibility>(
    'reeve.billing.toggle-plan',
  ),
  /** An inactive copy right behind it. */
  duplicatePlan: command<{ readonly planId: string }, { readonly plan: Plan } & Visibility>(
    'reeve.billing.duplicate-plan',
  ),
  plan: query<{ readonly planId: string }, Plan>('reeve.billing.plan'),
  /** By their order, then by id. Whoever asks again says what they know, and is told when it is still so. */
  listPlans: query<PlanListRequest, PlanList>('reeve.billing.list-plans'),
  /** Newest first, whatever their status. @param page from 1. */
  planSubscriptions: query<
    { readonly planId: string; readonly page: number; readonly pageSize: number },
    PlanSubscriptionsPage
  >('reeve.billing.plan-subscriptions'),
} as const;
