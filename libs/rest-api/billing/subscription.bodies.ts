import { ApiProperty } from '@nestjs/swagger';
import type { ApiPropertyOptions } from '@nestjs/swagger';
import { BILLING_INTERVALS, SUBSCRIPTION_STATUSES } from '@reeve/contracts';
import type {
  BillingInterval,
  ShownProration,
  Subscription,
  SubscriptionOfUser,
  SubscriptionStatus,
} from '@reeve/contracts';
import { BooleanField, IntegerField, OnlyDeclaredFields, TextField } from '../http/index.js';
import { PlanAnswer } from './plan.answers.js';
import { USAGE_BY_METRIC } from './usage.answers.js';
import type { ShownUsageAnswer } from './usage.answers.js';

const EPOCH_SECONDS: ApiPropertyOptions = { type: 'integer', description: 'Epoch seconds.' };

@OnlyDeclaredFields()
export class GivePlanBody {
  @TextField({ minLength: 1, maxLength: 100, description: 'Offered or not.', example: 'pro' })
  readonly plan_id!: string;

  @BooleanField({
    optional: true,
    description:
      'Whether use is counted from nothing again; otherwise what was used counts for the other plan.',
  })
  readonly reset_usage: boolean = false;

  @BooleanField({
    optional: true,
    description: 'Only once the period is over, in the version of then; to the plan they have: stay with it.',
  })
  readonly at_period_end: boolean = false;

  @IntegerField({
    optional: true,
    min: 0,
    max: 730,
    description: 'Days that cost nothing before the first period; where a subscription starts.',
  })
  readonly trial_days: number = 0;
}

@OnlyDeclaredFields()
export class CancelSubscriptionBody {
  @BooleanField({ optional: true, description: 'At once, not at the end of the period.' })
  readonly immediate: boolean = false;
}

export class SubscriptionAnswer implements Subscription {
  @ApiProperty({ type: 'string' })
  readonly id!: string;

  @ApiProperty({ type: 'string' })
  readonly user_id!: string;

  @ApiProperty({ type: 'string' })
  readonly plan_id!: string;

  @ApiProperty({
    type: 'integer',
    minimum: 1,
    description: 'The version of the plan that it was sold under.',
  })
  readonly plan_version!: number;

  @ApiProperty({ type: 'string', enum: [...SUBSCRIPTION_STATUSES] })
  readonly status!: SubscriptionStatus;

  @ApiProperty({ type: 'number', minimum: 0, description: 'What it was sold for, in major units.' })
  readonly price!: number;

  @ApiProperty({ type: 'string', description: 'ISO 4217.' })
  readonly currency!: string;

  @ApiProperty({ type: 'string', enum: [...BILLING_INTERVALS] })
  readonly interval!: BillingInterval;

  @ApiProperty(EPOCH_SECONDS)
  readonly current_period_start!: number;

  @ApiProperty(EPOCH_SECONDS)
  readonly current_period_end!: number;

  @ApiProperty({ ...EPOCH_SECONDS, nullable: true, description: 'Epoch seconds; null: there is no trial.' })
  readonly trial_end!: number | null;

  @ApiProperty({ type: 'boolean' })
  readonly cancel_at_period_end!: boolean;

  @ApiProperty({
    type: 'string',
    nullable: true,
    description: 'The plan that it is to change to at the end of its period, in the version of then.',
  })
  readonly next_plan_id!: string | null;

  @ApiProperty(EPOCH_SECONDS)
  readonly created_at!: number;

  @ApiProperty(EPOCH_SECONDS)
  readonly updated_at!: number;
}

class ProrationAnswer implements ShownProration {
  @ApiProperty({
    type: 'number',
    minimum: 0,
    description: 'What is not used up of what the plan before costs for the period, in major units.',
  })
  readonly credit!: number;

  @ApiProperty({ type: 'string', description: 'ISO 4217.' })
  readonly credit_currency!: string;

  @ApiProperty({
    type: 'number',
    minimum: 0,
    description: 'What the plan costs until the end of the period.',
  })
  readonly charge!: number;

  @ApiProperty({ type: 'string', description: 'ISO 4217.' })
  readonly charge_currency!: string;

  @ApiProperty({
    type: 'number',
    nullable: true,
    description: 'The charge less the credit; null where they are in two currencies.',
  })
  readonly net!: number | null;
}

export class SubscriptionOfUserAnswer implements SubscriptionOfUser {
  @ApiProperty({ type: 'string' })
  readonly user_id!: string;

  @ApiProperty({
    type: SubscriptionAnswer,
    nullable: true,
    description: 'The one that goes on, or the last that did; null: there was none.',
  })
  readonly subscription!: SubscriptionAnswer | null;

  @ApiProperty({ type: PlanAnswer, nullable: true, description: 'As it is now.' })
  readonly plan!: PlanAnswer | null;

  @ApiProperty(USAGE_BY_METRIC)
  readonly usage!: Readonly<Record<string, ShownUsageAnswer>>;
}

export class SubscriptionChangedAnswer {
  @ApiProperty({ type: 'boolean', enum: [true] })
  readonly success!: true;

  @ApiProperty({ type: SubscriptionAnswer })
  readonly subscription!: SubscriptionAnswer;

  @ApiProperty({ type: PlanAnswer, nullable: true, description: 'Null: it does not show yet.' })
  readonly plan!: PlanAnswer | null;

  @ApiProperty({
    type: ProrationAnswer,
    nullable: true,
    description: 'What a change of plan within a period comes to. Nothing is charged.',
  })
  readonly proration!: ProrationAnswer | null;
}
