import { ApiProperty, getSchemaPath } from '@nestjs/swagger';
import type { ApiPropertyOptions } from '@nestjs/swagger';
import type { MetricUsage, ShownUsage, UsageDecision } from '@reeve/contracts';
import { IntegerField, OnlyDeclaredFields, TextField } from '../http/index.js';

const COUNT: ApiPropertyOptions = { type: 'integer', minimum: 0 };
const LIMIT: ApiPropertyOptions = { ...COUNT, nullable: true, description: 'Null: unlimited.' };

/** As much as is recorded at once: so that what it adds up to stays a whole number that JSON can carry. */
const MAX_AMOUNT = 1_000_000_000;

@OnlyDeclaredFields()
export class UsageBody {
  @TextField({ minLength: 1, maxLength: 100, example: 'requests' })
  readonly metric!: string;

  @IntegerField({ optional: true, min: 1, max: MAX_AMOUNT })
  readonly amount: number = 1;
}

export class ShownUsageAnswer implements ShownUsage {
  @ApiProperty(COUNT)
  readonly used!: number;

  @ApiProperty(LIMIT)
  readonly limit!: number | null;

  @ApiProperty(LIMIT)
  readonly remaining!: number | null;

  @ApiProperty({ type: 'number', minimum: 0, nullable: true, description: 'Of the limit.' })
  readonly percentage!: number | null;
}

export const USAGE_BY_METRIC: ApiPropertyOptions = {
  type: 'object',
  additionalProperties: { $ref: getSchemaPath(ShownUsageAnswer) },
  description: 'In the period so far, by metric.',
};

export class MetricUsageAnswer implements MetricUsage {
  @ApiProperty({ type: 'string' })
  readonly metric!: string;

  @ApiProperty({ ...COUNT, description: 'In the period so far.' })
  readonly current_usage!: number;

  @ApiProperty(LIMIT)
  readonly quota_limit!: number | null;

  @ApiProperty(LIMIT)
  readonly remaining!: number | null;
}

export class UsageDecisionAnswer extends MetricUsageAnswer implements UsageDecision {
  @ApiProperty({ type: 'boolean', description: 'All of the amount, or nothing.' })
  readonly allowed!: boolean;
}
