import { Controller, Get, ServiceUnavailableException } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { HealthCheckService, HealthIndicatorService } from '@nestjs/terminus';
import type { HealthIndicatorFunction } from '@nestjs/terminus';
import { ReeveError } from '@reeve/contracts';
import { Readiness } from '@reeve/platform';
import type { ReadinessCheck } from '@reeve/platform';
import { NotStored } from '../http/not-stored.js';
import { Public } from '../http/route-access.js';
import { Documented } from '../openapi/documented.decorator.js';

/** A part that has not answered by then counts as not ready. */
const CHECK_TIMEOUT_MS = 2000;

const STATUS_SCHEMA = {
  type: 'object',
  required: ['status'],
  properties: { status: { type: 'boolean', enum: [true] } },
};

/** For whoever restarts the process or sends it traffic. */
@ApiTags('operations')
@Controller('health')
export class HealthController {
  constructor(
    private readonly health: HealthCheckService,
    private readonly indicators: HealthIndicatorService,
    private readonly readiness: Readiness,
  ) {}

  @Get()
  @Public()
  @NotStored()
  @Documented({ summary: 'Whether the process runs', answer: { schema: STATUS_SCHEMA } })
  live(): { status: true } {
    return { status: true };
  }

  @Get('ready')
  @Public()
  @NotStored()
  @Documented({
    summary: 'Whether every part that requests need can be used',
    answer: { schema: STATUS_SCHEMA },
    errors: { 503: 'NOT-READY; `extra.parts` names the parts that are not' },
  })
  async ready(): Promise<{ status: true }> {
    try {
      await this.health.check(this.readiness.parts.map(([part, check]) => this.indicator(part, check)));
      return { status: true };
    } catch (error) {
      throw error instanceof ServiceUnavailableException ? this.notReady(error) : error;
    }
  }

  private indicator(part: string, check: ReadinessCheck): HealthIndicatorFunction {
    return async () => {
      const indicator = this.indicators.check(part);
      try {
        await withinTimeout(check());
        return indicator.up();
      } catch {
        return indicator.down();
      }
    };
  }

  private notReady(found: ServiceUnavailableException): ReeveError {
    const { error } = found.getResponse() as { error: Readonly<Record<string, unknown>> };
    const parts = Object.keys(error);
    return new ReeveError('NOT-READY', 503, `Not ready: ${parts.join(', ')}`, { parts, retry_after: 2 });
  }
}

async function withinTimeout(check: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), CHECK_TIMEOUT_MS);
  });
  try {
    await Promise.race([check, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
