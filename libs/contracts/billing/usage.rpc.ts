import { command, query } from '../rpc.js';

/** What is measured everywhere (reference 7.1). A plan may have quotas of others besides. */
export const USAGE_METRICS = [
  'tokens_input',
  'tokens_output',
  'requests',
  'images',
  'audio_minutes',
] as const;

/** How much of a metric somebody has used in their period. */
export interface MetricUsage {
  readonly metric: string;
  readonly current_usage: number;
  /** Null: unlimited. */
  readonly quota_limit: number | null;
  readonly remaining: number | null;
}

/** Whether so much more may be used; of what was to be recorded, whether it was. */
export interface UsageDecision extends MetricUsage {
  readonly allowed: boolean;
}

/** As an administrator sees it. */
export interface ShownUsage {
  readonly used: number;
  /** Null: unlimited. */
  readonly limit: number | null;
  readonly remaining: number | null;
  /** Of the limit; null where there is none. */
  readonly percentage: number | null;
}

interface Use {
  readonly metric: string;
  /** From 1. */
  readonly amount: number;
}

/**
 * Use counts against the quotas of the version that a subscription was sold under, from the beginning of its period. Who has no
 * subscription has no quotas, and nothing is counted. All that name a metric throw `BILLING-METRIC-UNKNOWN` 400.
 */
export const usageRpc = {
  /** Of each metric, by its name. */
  usageOfUser: query<{ readonly userId: string }, Readonly<Record<string, ShownUsage>>>(
    'reeve.billing.usage-of-user',
  ),
  /** Records it if the quota allows all of it. @throws `BILLING-SUBSCRIPTION-STATE` 409 of one that is paused. */
  recordUsage: command<Use & { readonly userId: string }, UsageDecision>('reeve.billing.record-usage'),
  /** Of whoever asks. */
  ownUsage: query<null, Readonly<Record<string, ShownUsage>>>('reeve.billing.own-usage'),
  ownMetric: query<{ readonly metric: string }, MetricUsage>('reeve.billing.own-metric'),
  /** Whether so much more would be allowed at this moment; nothing is kept for whoever asks. */
  checkOwnUsage: query<Use, UsageDecision>('reeve.billing.check-own-usage'),
  /** As `recordUsage`. */
  recordOwnUsage: command<Use, UsageDecision>('reeve.billing.record-own-usage'),
} as const;
