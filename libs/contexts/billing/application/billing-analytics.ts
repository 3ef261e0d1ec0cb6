import { revenueAfter, shownRevenue } from '@reeve/billing/domain';
import type { MovedBy } from '@reeve/billing/domain';
import { BILLING_DAYS } from '@reeve/billing/projections';
import type { BillingDayDocument } from '@reeve/billing/projections';
import { REVENUE_MOVEMENTS } from '@reeve/contracts';
import type {
  BillingAnalytics,
  BillingAnalyticsBucket,
  billingAnalyticsRpc,
  RequestOf,
  RevenueOfBucket,
} from '@reeve/contracts';
import type { Collection, DocumentStore, Place } from '@reeve/document-store';

/** Days read at once. */
const DAYS_AT_ONCE = 1_000;

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
    const earlier: Moved = nothingMoved();
    const moved = buckets.map(nothingMoved);
    const [first] = buckets;
    let at = 0;
    for await (const day of this.daysBefore(buckets.at(-1)?.until ?? '')) {
      const isEarlier = first === undefined || day.day < first.from;
      while (!isEarlier && day.day >= (buckets[at]?.until ?? '')) at++;
      add((isEarlier ? undefined : moved[at]) ?? earlier, day);
    }
    const currencies = [...new Set([earlier, ...moved].flatMap(({ revenue }) => [...revenue.keys()]))].sort();
    let counts = earlier.started - earlier.ended;
    const yearly = new Map(
      currencies.map((currency) => [currency, revenueAfter(0n, earlier.revenue.get(currency) ?? {})]),
    );
    const items = buckets.map((bucket, index): BillingAnalyticsBucket => {
      const { started, ended, revenue } = moved[index] ?? nothingMoved();
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

  private async *daysBefore(day: string): AsyncGenerator<BillingDayDocument> {
    for (let after: Place | undefined, read = DAYS_AT_ONCE; read === DAYS_AT_ONCE;) {
      const days = await this.days.find({
        where: { day: { lt: day } },
        sort: [{ field: 'day', direction: 'asc' }],
        limit: DAYS_AT_ONCE,
        ...(after && { after }),
      });
      yield* days.map(({ document }) => document);
      const last = days.at(-1);
      if (last !== undefined) after = { value: last.document.day, id: last.id };
      read = days.length;
    }
  }
}

const nothingMoved = (): Moved => ({ started: 0, ended: 0, revenue: new Map() });

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
