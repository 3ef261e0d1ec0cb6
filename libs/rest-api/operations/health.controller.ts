import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ReeveError } from '@reeve/contracts';
import { Readiness } from '@reeve/platform';
import { NotStored } from '../http/not-stored.js';
import { Public } from '../http/route-access.js';
import { Documented } from '../openapi/documented.decorator.js';

const STATUS_SCHEMA = {
  type: 'object',
  required: ['status'],
  properties: { status: { type: 'boolean', enum: [true] } },
};

const READY = {
  answer: { schema: STATUS_SCHEMA },
  errors: { 503: 'NOT-READY; `extra.parts` names the parts that are not' },
} as const;

/** For whoever restarts the process or sends it traffic. */
@ApiTags('operations')
@Controller('health')
export class HealthController {
  constructor(private readonly readiness: Readiness) {}

  @Get()
  @Public()
  @NotStored()
  @Documented({ summary: 'Whether the process runs', answer: { schema: STATUS_SCHEMA } })
  health(): { status: true } {
    return { status: true };
  }

  @Get('live')
  @Public()
  @NotStored()
  @Documented({
    summary: 'Whether the process runs: as every service says it',
    answer: { schema: STATUS_SCHEMA },
  })
  live(): { status: true } {
    return { status: true };
  }

  @Get('ready')
  @Public()
  @NotStored()
  @Documented({ summary: 'Whether every part that requests need can be used', ...READY })
  async ready(): Promise<{ status: true }> {
    return await assertReady(this.readiness);
  }
}

/** The same under Open WebUI's names. Parts that are not databases count too: without them nothing would be answered either. */
@ApiTags('operations')
@Controller()
export class ReadinessController {
  constructor(private readonly readiness: Readiness) {}

  @Get('ready')
  @Public()
  @NotStored()
  @Documented({
    summary: 'Whether every part that requests need can be used: as Open WebUI’s probes ask',
    ...READY,
  })
  async ready(): Promise<{ status: true }> {
    return await assertReady(this.readiness);
  }

  @Get('health/db')
  @Public()
  @NotStored()
  @Documented({ summary: 'Whether the databases, and every other part, can be used', ...READY })
  async databases(): Promise<{ status: true }> {
    return await assertReady(this.readiness);
  }
}

/** @throws ReeveError `NOT-READY` 503. */
async function assertReady(readiness: Readiness): Promise<{ status: true }> {
  const parts = await readiness.missing();
  if (parts.length === 0) return { status: true };
  throw new ReeveError('NOT-READY', 503, `Not ready: ${parts.join(', ')}`, {
    parts: [...parts],
    retry_after: 2,
  });
}
