import { Module } from '@nestjs/common';
import { AnalyticsController } from './analytics.controller.js';
import { AuditLogsController } from './audit-logs.controller.js';

/** The audit log over HTTP, and what it adds up to. Needs `BUS_CLIENT`. */
@Module({ controllers: [AuditLogsController, AnalyticsController] })
export class AuditApiModule {}
