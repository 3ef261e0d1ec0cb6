import { Controller, Get, Inject } from '@nestjs/common';
import { ApiProperty, ApiTags } from '@nestjs/swagger';
import { BUS_CLIENT } from '@reeve/bus';
import type { BusClient } from '@reeve/bus';
import { directoryRpc } from '@reeve/contracts';
import type { CallContext } from '@reeve/contracts';
import { Call, NotStored, Requires } from '../http/index.js';
import { Documented } from '../openapi/documented.decorator.js';

class CurrentUsageAnswer {
  @ApiProperty({ type: 'array', items: {}, maxItems: 0, description: 'None: models run elsewhere.' })
  readonly model_ids!: readonly never[];

  @ApiProperty({ type: 'integer', minimum: 0, description: 'People who are at work, or were a moment ago.' })
  readonly user_count!: number;
}

/** How much is going on. */
@ApiTags('users')
@Controller('api/usage')
export class ActivityController {
  constructor(@Inject(BUS_CLIENT) private readonly bus: BusClient) {}

  @Get()
  @Requires('verified')
  @NotStored()
  @Documented({ summary: 'Read how many are at work', answer: CurrentUsageAnswer })
  async usage(@Call() call: CallContext): Promise<CurrentUsageAnswer> {
    const { count } = await this.bus.request(directoryRpc.activeCount, {}, call);
    return { model_ids: [], user_count: count };
  }
}
