import { Module } from '@nestjs/common';
import { AuditLogsController } from './audit-logs.controller.js';

/** The audit log over HTTP. Needs `BUS_CLIENT`. */
@Module({ controllers: [AuditLogsController] })
export class AuditApiModule {}
