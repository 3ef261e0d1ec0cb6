import { ApiExtraModels, ApiProperty } from '@nestjs/swagger';
import { PlanAnswer } from './plan.answers.js';
import { SubscriptionAnswer } from './subscription.bodies.js';
import { ShownUsageAnswer, USAGE_BY_METRIC } from './usage.answers.js';

@ApiExtraModels(ShownUsageAnswer)
export class OwnBillingAnswer {
  @ApiProperty({ type: SubscriptionAnswer, nullable: true, description: 'One that goes on.' })
  readonly subscription!: SubscriptionAnswer | null;

  @ApiProperty({ type: PlanAnswer, nullable: true, description: 'As it is now.' })
  readonly plan!: PlanAnswer | null;

  @ApiProperty(USAGE_BY_METRIC)
  readonly usage!: Readonly<Record<string, ShownUsageAnswer>>;

  @ApiProperty({
    type: 'array',
    items: { type: 'object' },
    maxItems: 0,
    description: 'Always empty: payments are with whoever takes the money.',
  })
  readonly transactions!: readonly never[];
}
