import { query } from '../rpc.js';
import type { AnalyticsInterval, TimeBucket } from '../analytics/index.js';

/** What monthly recurring revenue rises by (`new`, `expansion`, `reactivation`) and falls by (`contraction`, `churn`). */
export const REVENUE_MOVEMENTS = ['new', 'expansion', 'reactivation', 'contraction', 'churn'] as const;
export type RevenueMovement = (typeof REVENUE_MOVEMENTS)[number];

/** Whether revenue rises by it. */
export const raisesRevenue = (movement: RevenueMovement): boolean =>
  movement !== 'contraction' && movement !== 'churn';

/**
 * Monthly recurring revenue of one currency in one bucket, in major units as digits: `9.90`. What it begins with and what it rises
 * by, less what it falls by, is what it ends with: as it stands here, to the minor unit.
 */
export type RevenueOfBucket = Readonly<Record<RevenueMovement | 'start' | 'end', string>>;

export interface BillingAnalyticsBucket extends TimeBucket {
  /** Whose subscription counts as active: trialing, active or past due. */
  readonly subscribers: {
    readonly start: number;
    readonly started: number;
    readonly ended: number;
    readonly end: number;
  };
  /** By currency: every one of those that the answer knows. */
  readonly mrr: Readonly<Record<string, RevenueOfBucket>>;
}

export interface BillingAnalytics {
  readonly interval: AnalyticsInterval;
  /** ISO 4217, by the alphabet: in which anything has come in until the end of the range. */
  readonly currencies: readonly string[];
  readonly items: readonly BillingAnalyticsBucket[];
}

export const billingAnalyticsRpc = {
  /** @param buckets in order, each where the one before ends. */
  movements: query<
    { readonly interval: AnalyticsInterval; readonly buckets: readonly TimeBucket[] },
    BillingAnalytics
  >('reeve.billing.analytics'),
} as const;
