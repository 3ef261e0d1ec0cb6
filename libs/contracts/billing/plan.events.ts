import type { JsonObject, JsonValue } from '../json.js';
import type { BillingInterval } from './interval.js';
import type { Money } from './money.js';

interface Fact<Type extends string, Data extends JsonObject> {
  readonly type: Type;
  readonly data: Data;
}

/** Streams of billing, by the prefix of their names. */
export const BILLING_STREAMS = {
  /** `plan-<id>`: the id is unique because the stream is. */
  plan: 'plan-',
  /** `subscription-<user id>`: a person's subscriptions, of which one at most goes on. */
  subscription: 'subscription-',
  /** `usage-<subscription id>-<since when>-<metric>`: what was used of a metric in a period. */
  usage: 'usage-',
} as const;

/** The most of each metric in a period; null: unlimited. A metric that is not named is unlimited too. */
export type Quotas = Readonly<Record<string, number | null>>;

/** What is sold: a version of a plan is this, and another one is another version. */
export interface PlanTerms extends JsonObject {
  readonly price: Money;
  readonly interval: BillingInterval;
  readonly quotas: Quotas | null;
}

/** All that is said of a plan. */
export interface PlanDetails extends PlanTerms {
  readonly name: string;
  readonly nameRu: string | null;
  readonly description: string | null;
  readonly descriptionRu: string | null;
  readonly features: readonly string[] | null;
  /** Whether it is offered. */
  readonly active: boolean;
  /** Where it stands in lists: the smallest first. */
  readonly displayOrder: number;
}

/** The fields of a plan, in the order in which changes of them are told. */
export const PLAN_FIELDS = [
  'name',
  'nameRu',
  'description',
  'descriptionRu',
  'price',
  'interval',
  'quotas',
  'features',
  'active',
  'displayOrder',
] as const;
export type PlanField = (typeof PLAN_FIELDS)[number];

/** `copyOf`: the plan it was made from. `version`: after those of a plan that had the id before and was deleted. */
export type PlanCreated = Fact<
  'billing.plan.created.v1',
  {
    readonly planId: string;
    readonly version: number;
    readonly details: PlanDetails;
    readonly copyOf: string | null;
  }
>;

/** `version`: from here on; one more than before where price, interval or quotas are among the changes. */
export type PlanChanged = Fact<
  'billing.plan.changed.v1',
  {
    readonly planId: string;
    readonly version: number;
    readonly changes: Readonly<Record<string, { readonly old: JsonValue; readonly new: JsonValue }>>;
  }
>;

/** It is offered from here on. */
export type PlanActivated = Fact<'billing.plan.activated.v1', { readonly planId: string }>;

/** It is not offered any more; whoever has it keeps it. */
export type PlanDeactivated = Fact<'billing.plan.deactivated.v1', { readonly planId: string }>;

/** Nobody has ever subscribed to it: its id is free again. */
export type PlanDeleted = Fact<'billing.plan.deleted.v1', { readonly planId: string }>;

/** Deleted while there have been subscribers: what they had can still be read, and its id stays taken. */
export type PlanArchived = Fact<
  'billing.plan.archived.v1',
  {
    readonly planId: string;
    /** How many subscriptions there were. */
    readonly subscriptions: number;
  }
>;

export type PlanEvent =
  PlanCreated | PlanChanged | PlanActivated | PlanDeactivated | PlanDeleted | PlanArchived;
