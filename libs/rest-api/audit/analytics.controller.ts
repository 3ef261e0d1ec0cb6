import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { BUS_CLIENT } from '@reeve/bus';
import type { BusClient } from '@reeve/bus';
import { auditRpc, directoryRpc } from '@reeve/contracts';
import type { AuditAnalytics, AuditAnalyticsQuery, CallContext, UserCounts } from '@reeve/contracts';
import type { FastifyReply } from 'fastify';
import { AnalyticsQuery, answerCsv, bucketsOf } from '../analytics/index.js';
import { Call, Requires, ValidQuery } from '../http/index.js';
import { Documented } from '../openapi/documented.decorator.js';
import { AnalyticsAnswer } from './analytics.answer.js';
import { ANALYTICS_COLUMNS, analyticsRows } from './analytics-table.js';

@ApiTags('audit')
@Controller('api/v1/admin/analytics')
export class AnalyticsController {
  constructor(@Inject(BUS_CLIENT) private readonly bus: BusClient) {}

  @Get()
  @Requires('audit.read')
  @Documented({
    summary: 'Read how much happened',
    description:
      'Sign-ups, sign-ins and what administrators changed, by day, week or month; and who there is now. As CSV a row for each number. ' +
      'While the newest events are still on their way the answer carries the header `Reeve-Visible: false`.',
    answer: AnalyticsAnswer,
    alsoAs: ['text/csv'],
  })
  async analytics(
    @ValidQuery(AnalyticsQuery) query: AnalyticsQuery,
    @Call() call: CallContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AnalyticsAnswer | string> {
    const buckets = bucketsOf(query);
    const [counted, users] = await Promise.all([
      this.bus.request<AuditAnalyticsQuery, AuditAnalytics>(auditRpc.analytics, { buckets }, call),
      this.bus.request<Record<string, never>, UserCounts>(directoryRpc.counts, {}, call),
    ]);
    if (!counted.visible) reply.header('reeve-visible', 'false');
    const answer = { interval: query.interval, items: itemsOf(counted), users };
    if (query.format === 'json') return answer;
    return answerCsv(reply, 'analytics', ANALYTICS_COLUMNS, analyticsRows(answer));
  }
}

function itemsOf({ items, names }: AuditAnalytics): AnalyticsAnswer['items'] {
  const nameOf = new Map(Object.entries(names));
  return items.map(({ changes, ...item }) => {
    const actors = Object.entries(changes.by_actor)
      .map(([id, count]) => ({ id, name: nameOf.get(id) ?? null, count }))
      .sort((one, other) => other.count - one.count);
    const total = actors.reduce((sum, { count }) => sum + count, 0);
    return { ...item, changes: { total, ...changes, by_actor: actors } };
  });
}
