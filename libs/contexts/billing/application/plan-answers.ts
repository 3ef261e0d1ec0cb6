import { monthlyRevenue } from '@reeve/billing/domain';
import type { PlanDocument } from '@reeve/billing/projections';
import { decimalNumberOf } from '@reeve/contracts';
import type { Plan, PlanDetails, PlanStatistics } from '@reeve/contracts';

/** A plan as it is answered. */
export function toPlan(
  planId: string,
  { name, nameRu, description, descriptionRu, price, interval, ...details }: PlanDetails,
  rest: Pick<PlanDocument, 'version' | 'archivedAt' | 'createdAt' | 'updatedAt'>,
): Plan {
  return {
    id: planId,
    name,
    name_ru: nameRu,
    description,
    description_ru: descriptionRu,
    price: decimalNumberOf(price.amount, price.currency),
    currency: price.currency,
    interval,
    quotas: details.quotas,
    features: details.features,
    is_active: details.active,
    display_order: details.displayOrder,
    plan_extra_metadata: null,
    version: rest.version,
    archived_at: rest.archivedAt,
    created_at: rest.createdAt,
    updated_at: rest.updatedAt,
  };
}

/** A plan with what it counts. Revenue is rounded here, and nowhere before. */
export function toStatistics(document: PlanDocument): PlanStatistics {
  const { planId, details, subscriptions, yearlyRevenue } = document;
  const { trialing = 0, active = 0, past_due = 0, paused = 0, canceled = 0, expired = 0 } = subscriptions;
  const revenue = Object.entries(yearlyRevenue).map(
    ([currency, yearly]) => [currency, decimalNumberOf(monthlyRevenue(BigInt(yearly)), currency)] as const,
  );
  return {
    plan: toPlan(planId, details, document),
    active_subscriptions: active,
    trialing_subscriptions: trialing,
    past_due_subscriptions: past_due,
    paused_subscriptions: paused,
    canceled_subscriptions: canceled,
    expired_subscriptions: expired,
    total_subscriptions: trialing + active + past_due + paused + canceled + expired,
    ...(revenue.length > 1 ? {} : { mrr: revenue[0]?.[1] ?? 0 }),
    mrr_by_currency: Object.fromEntries(revenue),
  };
}
