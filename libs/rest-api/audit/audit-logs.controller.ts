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

@ApiTags('audit')
@Controller(['api/v1/admin/audit', 'api/v1/admin/billing/audit'])
export class AuditLogsController {
  constructor(@Inject(BUS_CLIENT) private readonly bus: BusClient) {}

  @Get('logs')
  @Requires('audit.read')
  @Documented({
    summary: 'Read who changed what',
    description:
      'Every change, sign-in and refusal, newest first. Filters hold together. ' +
      'While the newest entries are still on their way the answer carries the header `Reeve-Visible: false`.',
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
    const { items, total, visible } = await this.bus.request<AuditQuery, AuditPage>(
      auditRpc.search,
      query,
      call,
    );
    if (!visible) reply.header('reeve-visible', 'false');
    return { items, total };
  }
}
