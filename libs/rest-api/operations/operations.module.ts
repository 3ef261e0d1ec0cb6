import { Module } from '@nestjs/common';
import { HealthController, ReadinessController } from './health.controller.js';
import { MetricsController } from './metrics.controller.js';
import { ProjectionsController } from './projections.controller.js';

/** What those who run Reeve look at. */
@Module({ controllers: [HealthController, ReadinessController, MetricsController, ProjectionsController] })
export class OperationsModule {}
