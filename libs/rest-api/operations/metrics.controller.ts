import { Controller, Get, Header } from '@nestjs/common';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import { Registry } from 'prom-client';
import { NotStored } from '../http/not-stored.js';
import { Requires } from '../http/route-access.js';
import { Documented } from '../openapi/documented.decorator.js';

/**
 * For Prometheus. Routes, rates and failures tell a stranger a lot, so this takes an administrator's token unless
 * `REEVE_METRICS_PUBLIC` says otherwise.
 */
@ApiTags('operations')
@Controller('metrics')
export class MetricsController {
  constructor(private readonly registry: Registry) {}

  @Get()
  @Requires('operations.read', { waivedBy: 'metricsPublic' })
  @NotStored()
  @Header('Content-Type', Registry.PROMETHEUS_CONTENT_TYPE)
  @ApiProduces('text/plain')
  @Documented({ summary: 'Metrics in the text format of Prometheus', answer: { schema: { type: 'string' } } })
  read(): Promise<string> {
    return this.registry.metrics();
  }
}
