import { ApiProperty } from '@nestjs/swagger';
import type { ApiPropertyOptions } from '@nestjs/swagger';
import { BILLING_INTERVALS, SUBSCRIPTION_STATUSES } from '@reeve/contracts';
import type { BillingInterval, Subscription, SubscriptionOfUser, SubscriptionStatus } from '@reeve/contracts';
import { BooleanField, OnlyDeclaredFields, TextField } from '../http/index.js';
import { PlanAnswer } from './plan.answers.js';

const EPOCH_SECONDS: ApiPropertyOptions = { type: 'integer', description: 'Epoch seconds.' };

@OnlyDeclaredFields()
export class GivePlanBody {
  @TextField({ minLength: 1, maxLength: 100, description: 'Offered or not.', example: 'pro' })
  readonly plan_id!: string;

  @BooleanField({
    optional: true,
    description:
      'Makes no difference: another plan begins a period of its own, and with it usage from nothing.',
  })
  readonly reset_usage: boolean = false;
}

class SubscriptionAnswer implements Subscription {
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

  @ApiProperty(EPOCH_SECONDS)
  readonly created_at!: number;

  @ApiProperty(EPOCH_SECONDS)
  readonly updated_at!: number;
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
}

export class PlanGivenAnswer {
  @ApiProperty({ type: 'boolean', enum: [true] })
  readonly success!: true;

  @ApiProperty({ type: SubscriptionAnswer })
  readonly subscription!: SubscriptionAnswer;

  @ApiProperty({ type: PlanAnswer, nullable: true, description: 'Null: it does not show yet.' })
  readonly plan!: PlanAnswer | null;
}
