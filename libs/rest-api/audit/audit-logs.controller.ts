import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { BUS_CLIENT } from '@reeve/bus';
import type { BusClient } from '@reeve/bus';
import { auditRpc, validationFailed } from '@reeve/contracts';
import type { AuditPage, AuditQuery, CallContext } from '@reeve/contracts';
import type { FastifyReply } from 'fastify';
import { Call, Requires, ValidQuery } from '../http/index.js';
import { Documented } from '../openapi/documented.decorator.js';
import { AuditLogsQuery } from './audit-logs.query.js';
import { AuditPageBody } from './audit-page.body.js';

/** On an answer that may lack the newest entries: `false`. Absent on all others. */
export const COMPLETE_HEADER = 'reeve-complete';

@ApiTags('audit')
@Controller(['api/v1/admin/audit', 'api/v1/admin/billing/audit'])
export class AuditLogsController {
  constructor(@Inject(BUS_CLIENT) private readonly bus: BusClient) {}

  @Get('logs')
  @Requires('audit.read')
  @Documented({
    summary: 'Read who changed what',
    description:
      'Every change, sign-in and refusal, newest first. Filters hold together; unknown ones are ignored. ' +
      `While the newest entries are still on their way the answer carries the header \`${COMPLETE_HEADER}: false\`.`,
    answer: AuditPageBody,
  })
  async logs(
    @ValidQuery(AuditLogsQuery) query: AuditLogsQuery,
    @Call() call: CallContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Pick<AuditPage, 'items' | 'total'>> {
    if (query.from !== undefined && query.to !== undefined && query.from > query.to) {
      throw validationFailed([
        { loc: ['query', 'to'], type: 'value_error', msg: 'Input should not be before from' },
      ]);
    }
    const { items, total, complete } = await this.bus.request<AuditQuery, AuditPage>(
      auditRpc.search,
      query,
      call,
    );
    if (!complete) reply.header(COMPLETE_HEADER, 'false');
    return { items, total };
  }
}
