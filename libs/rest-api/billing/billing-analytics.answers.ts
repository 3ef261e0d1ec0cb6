import { ApiExtraModels, ApiProperty } from '@nestjs/swagger';
import type { ApiPropertyOptions } from '@nestjs/swagger';
import { ANALYTICS_INTERVALS } from '@reeve/contracts';
import type { AnalyticsInterval } from '@reeve/contracts';

const DAY = { type: 'string', format: 'date' } as const satisfies ApiPropertyOptions;
const COUNT = { type: 'integer', minimum: 0 } as const satisfies ApiPropertyOptions;
const MAJOR_UNITS = { type: 'number', minimum: 0 } as const satisfies ApiPropertyOptions;
/** Less than nothing where two processes' clocks disagree about the day, and an end is dated before its beginning. */
const COUNTED = { type: 'integer' } as const satisfies ApiPropertyOptions;
const SUM = { type: 'number' } as const satisfies ApiPropertyOptions;

class SubscribersOverTimeAnswer {
  @ApiProperty(COUNTED)
  readonly start!: number;

  @ApiProperty(COUNT)
  readonly started!: number;

  @ApiProperty(COUNT)
  readonly ended!: number;

  @ApiProperty(COUNTED)
  readonly end!: number;
}

class RevenueOverTimeAnswer {
  @ApiProperty(SUM)
  readonly start!: number;

  @ApiProperty({ ...MAJOR_UNITS, description: 'By people who begin to pay.' })
  readonly new!: number;

  @ApiProperty({ ...MAJOR_UNITS, description: 'By subscriptions that cost more than before.' })
  readonly expansion!: number;

  @ApiProperty({ ...MAJOR_UNITS, description: 'By people who pay again.' })
  readonly reactivation!: number;

  @ApiProperty({ ...MAJOR_UNITS, description: 'Less, by subscriptions that cost less than before.' })
  readonly contraction!: number;

  @ApiProperty({ ...MAJOR_UNITS, description: 'Less, by subscriptions that are not paid for any more.' })
  readonly churn!: number;

  @ApiProperty(SUM)
  readonly end!: number;
}

class BillingOverTimeAnswer {
  @ApiProperty({ ...DAY, description: 'Its first day, in UTC.' })
  readonly from!: string;

  @ApiProperty({ ...DAY, description: 'The day after its last.' })
  readonly until!: string;

  @ApiProperty({
    type: SubscribersOverTimeAnswer,
    description: 'Whose subscription is trialing, active or past due.',
  })
  readonly subscribers!: SubscribersOverTimeAnswer;

  @ApiProperty({
    type: 'object',
    additionalProperties: { $ref: '#/components/schemas/RevenueOverTimeAnswer' },
    description:
      'Monthly recurring revenue by currency, in major units. Start, new, expansion and reactivation less contraction and churn is the end.',
  })
  readonly mrr!: Readonly<Record<string, RevenueOverTimeAnswer>>;
}

@ApiExtraModels(RevenueOverTimeAnswer)
export class BillingAnalyticsAnswer {
  @ApiProperty({ type: 'string', enum: [...ANALYTICS_INTERVALS] })
  readonly interval!: AnalyticsInterval;

  @ApiProperty({ type: 'string', isArray: true, description: 'ISO 4217.' })
  readonly currencies!: readonly string[];

  @ApiProperty({ type: BillingOverTimeAnswer, isArray: true })
  readonly items!: readonly BillingOverTimeAnswer[];
}
