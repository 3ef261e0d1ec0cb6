import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { BUS_CLIENT } from '@reeve/bus';
import type { BusClient } from '@reeve/bus';
import { billingAnalyticsRpc, REVENUE_MOVEMENTS } from '@reeve/contracts';
import type {
  BillingAnalytics,
  BillingAnalyticsBucket,
  CallContext,
  RevenueOfBucket,
} from '@reeve/contracts';
import type { FastifyReply } from 'fastify';
import { AnalyticsQuery, answerCsv, bucketsOf } from '../analytics/index.js';
import type { CsvRow } from '../analytics/index.js';
import { Call, Requires, ValidQuery } from '../http/index.js';
import { Documented } from '../openapi/documented.decorator.js';
import { BillingAnalyticsAnswer } from './billing-analytics.answers.js';

const SUBSCRIBERS = ['start', 'started', 'ended', 'end'] as const;
const REVENUE = ['start', ...REVENUE_MOVEMENTS, 'end'] as const;
const COLUMNS = [
  'from',
  'until',
  ...SUBSCRIBERS.map((count) => `subscribers_${count}`),
  'currency',
  ...REVENUE.map((sum) => `mrr_${sum}`),
];

@ApiTags('billing')
@Controller('api/v1/admin/billing')
export class BillingAnalyticsController {
  constructor(@Inject(BUS_CLIENT) private readonly bus: BusClient) {}

  @Get('analytics')
  @Requires('billing.read')
  @Documented({
    summary: 'Read subscribers and revenue over time',
    description:
      'From what happened, whatever prices are today. As CSV it has a row for each currency of a day, week or month, with the same subscribers in each.',
    answer: BillingAnalyticsAnswer,
    alsoAs: ['text/csv'],
  })
  async analytics(
    @ValidQuery(AnalyticsQuery) query: AnalyticsQuery,
    @Call() call: CallContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<BillingAnalyticsAnswer | string> {
    const { interval, format } = query;
    const request = { interval, buckets: bucketsOf(query) };
    const analytics = await this.bus.request(billingAnalyticsRpc.movements, request, call);
    return format === 'csv'
      ? answerCsv(reply, `billing-by-${interval}`, COLUMNS, rowsOf(analytics))
      : answerOf(analytics);
  }
}

function answerOf({ interval, currencies, items }: BillingAnalytics): BillingAnalyticsAnswer {
  return {
    interval,
    currencies,
    items: items.map(({ mrr, ...bucket }) => ({
      ...bucket,
      mrr: Object.fromEntries(Object.entries(mrr).map(([currency, sums]) => [currency, numbersOf(sums)])),
    })),
  };
}

/** As plans have theirs. */
function numbersOf(sums: RevenueOfBucket): BillingAnalyticsAnswer['items'][number]['mrr'][string] {
  const numbers = REVENUE.map((name) => [name, Number(sums[name])] as const);
  return Object.fromEntries(numbers) as Record<(typeof REVENUE)[number], number>;
}

/** One without a currency where nothing has come in. */
function rowsOf({ currencies, items }: BillingAnalytics): CsvRow[] {
  return items.flatMap((bucket) =>
    currencies.length === 0
      ? [rowOf(bucket)]
      : currencies.map((currency) => ({
          ...rowOf(bucket),
          currency,
          ...Object.fromEntries(REVENUE.map((sum) => [`mrr_${sum}`, bucket.mrr[currency]?.[sum] ?? null])),
        })),
  );
}

function rowOf({ from, until, subscribers }: BillingAnalyticsBucket): CsvRow {
  const counts = SUBSCRIBERS.map((count) => [`subscribers_${count}`, subscribers[count]] as const);
  return { from, until, ...Object.fromEntries(counts) };
}
