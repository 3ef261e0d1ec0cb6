import { revenueAfter, shownRevenue } from '@reeve/billing/domain';
import type { MovedBy } from '@reeve/billing/domain';
import { BILLING_DAYS } from '@reeve/billing/projections';
import type { BillingDayDocument } from '@reeve/billing/projections';
import { inBuckets, REVENUE_MOVEMENTS } from '@reeve/contracts';
import type {
  BillingAnalytics,
  BillingAnalyticsBucket,
  billingAnalyticsRpc,
  RequestOf,
  RevenueOfBucket,
} from '@reeve/contracts';
import { findInOrder } from '@reeve/document-store';
import type { Collection, DocumentStore } from '@reeve/document-store';

/** What has moved within a time. */
interface Moved {
  started: number;
  ended: number;
  /** By currency. */
  readonly revenue: Map<string, MovedBy>;
}

/** Subscribers and revenue over time, from what has moved on each day. */
export class BillingAnalyticsQueries {
  private readonly days: Collection<BillingDayDocument>;

  constructor(documentStore: DocumentStore) {
    this.days = documentStore.collection<BillingDayDocument>(BILLING_DAYS);
  }

  async movements({
    interval,
    buckets,
  }: RequestOf<typeof billingAnalyticsRpc.movements>): Promise<BillingAnalytics> {
    const days = await this.daysBefore(buckets.at(-1)?.until ?? '');
    const first = days.findIndex(({ day }) => day >= (buckets[0]?.from ?? ''));
    const since = first === -1 ? days.length : first;
    const earlier = movedOn(days.slice(0, since));
    const moved = inBuckets(buckets, days.slice(since)).map(movedOn);
    const currencies = [...new Set([earlier, ...moved].flatMap(({ revenue }) => [...revenue.keys()]))].sort();
    let counts = earlier.started - earlier.ended;
    const yearly = new Map(
      currencies.map((currency) => [currency, revenueAfter(0n, earlier.revenue.get(currency) ?? {})]),
    );
    const items = buckets.map((bucket, index): BillingAnalyticsBucket => {
      const { started, ended, revenue } = moved[index] ?? movedOn([]);
      const start = counts;
      counts += started - ended;
      const mrr: Record<string, RevenueOfBucket> = {};
      for (const [currency, before] of yearly) {
        const by = revenue.get(currency) ?? {};
        mrr[currency] = shownRevenue(before, by, currency);
        yearly.set(currency, revenueAfter(before, by));
      }
      return { ...bucket, subscribers: { start, started, ended, end: counts }, mrr };
    });
    return { interval, currencies, items };
  }

  private async daysBefore(day: string): Promise<readonly BillingDayDocument[]> {
    return (await findInOrder(this.days, 'day', { lt: day })).map(({ document }) => document);
  }
}

function movedOn(days: readonly BillingDayDocument[]): Moved {
  const moved: Moved = { started: 0, ended: 0, revenue: new Map() };
  for (const day of days) add(moved, day);
  return moved;
}

function add(to: Moved, { started, ended, revenue }: BillingDayDocument): void {
  to.started += started;
  to.ended += ended;
  for (const [currency, day] of Object.entries(revenue)) {
    const before = to.revenue.get(currency) ?? {};
    const sums = REVENUE_MOVEMENTS.map(
      (kind) => [kind, (before[kind] ?? 0n) + BigInt(day[kind] ?? '0')] as const,
    );
    to.revenue.set(currency, Object.fromEntries(sums));
  }
}
