import type { JsonObject } from '../json.js';
import { ReeveError } from '../errors/reeve-error.js';

/** A quota that would be less than it is. */
export interface LoweredQuota {
  readonly quota: string;
  /** Null: unlimited. */
  readonly old: number | null;
  /** Undefined: it would not be there any more. */
  readonly new: number | undefined;
}

/** The errors of plans: one function each, one code each, never reused and never renamed. */
export const planErrors = {
  notFound: (planId: string) => new ReeveError('BILLING-PLAN-NOT-FOUND', 404, `Plan '${planId}' not found`),
  alreadyExists: (planId: string) =>
    new ReeveError('BILLING-PLAN-EXISTS', 400, `There is a plan with the id '${planId}' already.`),
  archived: (planId: string) =>
    new ReeveError(
      'BILLING-PLAN-ARCHIVED',
      409,
      `Plan '${planId}' is archived: it can be read and copied, and nothing else.`,
      { state: 'archived' },
    ),
  hasSubscribers: (planId: string, active: number) =>
    new ReeveError(
      'BILLING-PLAN-HAS-SUBSCRIBERS',
      400,
      `Plan '${planId}' has ${subscribers(active)} and cannot be deleted. Deactivate it, so that nobody else subscribes.`,
      { active_subscriptions: active },
    ),
  quotaLowered: (lowered: readonly LoweredQuota[], active: number) =>
    new ReeveError(
      'BILLING-QUOTA-LOWERED',
      400,
      `The plan has ${subscribers(active)}: ${lowered.map(described).join('; ')}.`,
      { active_subscriptions: active, quotas: lowered.map(asJson) },
    ),
} as const;

const subscribers = (count: number): string =>
  count === 1 ? 'one active subscriber' : `${String(count)} active subscribers`;

const limit = (value: number | null): string => (value === null ? 'unlimited' : String(value));

function described(lowered: LoweredQuota): string {
  return lowered.new === undefined
    ? `the quota '${lowered.quota}' (${limit(lowered.old)}) cannot be removed`
    : `the quota '${lowered.quota}' cannot fall from ${limit(lowered.old)} to ${String(lowered.new)}`;
}

const asJson = ({ quota, old, new: now }: LoweredQuota): JsonObject =>
  now === undefined ? { quota, old, removed: true } : { quota, old, new: now };
