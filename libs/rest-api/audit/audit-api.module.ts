import { Module } from '@nestjs/common';
import { AnalyticsController } from './analytics.controller.js';
import { AuditLogsController } from './audit-logs.controller.js';
import { AuditVerificationController } from './audit-verification.controller.js';

/** The audit log over HTTP, what it adds up to, and whether it says what the log says. Needs `BUS_CLIENT`. */
@Module({ controllers: [AuditLogsController, AnalyticsController, AuditVerificationController] })
export class AuditApiModule {}
