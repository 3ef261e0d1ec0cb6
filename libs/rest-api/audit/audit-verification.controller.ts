import { Controller, Get, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { BUS_CLIENT } from '@reeve/bus';
import type { BusClient } from '@reeve/bus';
import { auditRpc } from '@reeve/contracts';
import type { AuditVerificationPart, CallContext } from '@reeve/contracts';
import { Call, NotStored, Requires, ValidQuery } from '../http/index.js';
import { Documented } from '../openapi/documented.decorator.js';
import { AuditVerificationBody } from './audit-verification.body.js';
import { AuditVerificationQuery } from './audit-verification.query.js';

@ApiTags('audit')
@Controller('api/v1/admin/audit')
export class AuditVerificationController {
  constructor(@Inject(BUS_CLIENT) private readonly bus: BusClient) {}

  @Get('verification')
  @Requires('audit.read')
  @NotStored()
  @Documented({
    summary: 'Compare the audit log with the event log',
    description:
      'Part by part, from the first event on: an entry for every event that says what the event says, and no other. ' +
      '`reeve audit verify` asks for one part after the other.',
    answer: AuditVerificationBody,
    errors: { 503: 'AUDIT-BEHIND; the audit log has not come that far yet' },
  })
  async verify(
    @ValidQuery(AuditVerificationQuery) query: AuditVerificationQuery,
    @Call() call: CallContext,
  ): Promise<AuditVerificationPart> {
    return await this.bus.request(auditRpc.verify, query, call);
  }
}
