import { ApiProperty } from '@nestjs/swagger';
import type { ApiPropertyOptions } from '@nestjs/swagger';
import { BILLING_INTERVALS, ROLES, SUBSCRIPTION_STATUSES } from '@reeve/contracts';
import type {
  BillingInterval,
  JsonObject,
  Plan,
  PlanStatistics,
  Quotas,
  Role,
  SubscriptionStatus,
} from '@reeve/contracts';

const EPOCH_SECONDS: ApiPropertyOptions = { type: 'integer', description: 'Epoch seconds.' };
const TEXT_OR_NULL: ApiPropertyOptions = { type: 'string', nullable: true };
const COUNT: ApiPropertyOptions = { type: 'integer', minimum: 0 };

export class PlanAnswer implements Plan {
  @ApiProperty({ type: 'string' })
  readonly id!: string;

  @ApiProperty({ type: 'string' })
  readonly name!: string;

  @ApiProperty(TEXT_OR_NULL)
  readonly name_ru!: string | null;

  @ApiProperty(TEXT_OR_NULL)
  readonly description!: string | null;

  @ApiProperty(TEXT_OR_NULL)
  readonly description_ru!: string | null;

  @ApiProperty({ type: 'number', minimum: 0, description: 'In major units.', example: 9.99 })
  readonly price!: number;

  @ApiProperty({ type: 'string', description: 'ISO 4217.', example: 'RUB' })
  readonly currency!: string;

  @ApiProperty({ type: 'string', enum: [...BILLING_INTERVALS] })
  readonly interval!: BillingInterval;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'integer', nullable: true },
    nullable: true,
    description: 'The most of each metric in a period; null is unlimited.',
  })
  readonly quotas!: Quotas | null;

  @ApiProperty({ type: 'string', isArray: true, nullable: true })
  readonly features!: readonly string[] | null;

  @ApiProperty({ type: 'boolean', description: 'Whether it is offered.' })
  readonly is_active!: boolean;

  @ApiProperty({ type: 'integer', minimum: 0 })
  readonly display_order!: number;

  @ApiProperty({ type: 'object', additionalProperties: true, nullable: true, description: 'Always null.' })
  readonly plan_extra_metadata!: JsonObject | null;

  @ApiProperty({ type: 'integer', minimum: 1, description: 'Counts up with price, interval and quotas.' })
  readonly version!: number;

  @ApiProperty({ ...EPOCH_SECONDS, nullable: true, description: 'Epoch seconds; null: it is not archived.' })
  readonly archived_at!: number | null;

  @ApiProperty(EPOCH_SECONDS)
  readonly created_at!: number;

  @ApiProperty(EPOCH_SECONDS)
  readonly updated_at!: number;
}

export class PlanStatisticsAnswer implements PlanStatistics {
  @ApiProperty({ type: PlanAnswer })
  readonly plan!: PlanAnswer;

  @ApiProperty(COUNT)
  readonly active_subscriptions!: number;

  @ApiProperty(COUNT)
  readonly trialing_subscriptions!: number;

  @ApiProperty(COUNT)
  readonly past_due_subscriptions!: number;

  @ApiProperty(COUNT)
  readonly paused_subscriptions!: number;

  @ApiProperty(COUNT)
  readonly canceled_subscriptions!: number;

  @ApiProperty(COUNT)
  readonly expired_subscriptions!: number;

  @ApiProperty({ ...COUNT, description: 'Whatever their status.' })
  readonly total_subscriptions!: number;

  @ApiProperty({
    type: 'number',
    minimum: 0,
    required: false,
    description:
      'Monthly recurring revenue of active subscriptions at the prices they were sold for; absent where it is in several currencies.',
  })
  readonly mrr?: number;

  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'number' },
    description:
      'The same by currency. A week is 52/12 of a month’s price, a day 365/12, a year a twelfth; added up exactly, rounded once.',
    example: { RUB: 1490 },
  })
  readonly mrr_by_currency!: Readonly<Record<string, number>>;
}

export class PlanDeletedAnswer {
  @ApiProperty({ type: 'boolean', enum: [true] })
  readonly success!: true;

  @ApiProperty({ type: 'string' })
  readonly message!: string;

  @ApiProperty({ type: 'boolean', description: 'There have been subscribers: it can still be read.' })
  readonly archived!: boolean;
}

class SubscriberAnswer {
  @ApiProperty({ type: 'string' })
  readonly user_id!: string;

  @ApiProperty({ type: 'string' })
  readonly email!: string;

  @ApiProperty({ type: 'string' })
  readonly name!: string;

  @ApiProperty({ type: 'string', enum: [...ROLES] })
  readonly role!: Role;

  @ApiProperty({ type: 'string' })
  readonly profile_image_url!: string;

  @ApiProperty({ type: 'string', enum: [...SUBSCRIPTION_STATUSES] })
  readonly subscription_status!: SubscriptionStatus;

  @ApiProperty({ type: 'integer', description: 'The version of the plan that it was sold under.' })
  readonly plan_version!: number;

  @ApiProperty(EPOCH_SECONDS)
  readonly subscribed_at!: number;

  @ApiProperty(EPOCH_SECONDS)
  readonly current_period_start!: number;

  @ApiProperty(EPOCH_SECONDS)
  readonly current_period_end!: number;
}

export class SubscribersAnswer {
  @ApiProperty({
    type: SubscriberAnswer,
    isArray: true,
    description: 'Newest first. Those whose account is gone are left out, but counted.',
  })
  readonly items!: readonly SubscriberAnswer[];

  @ApiProperty(COUNT)
  readonly total!: number;

  @ApiProperty({ type: 'integer', minimum: 1 })
  readonly page!: number;

  @ApiProperty({ type: 'integer', minimum: 1, maximum: 100 })
  readonly page_size!: number;

  @ApiProperty({ type: 'integer', minimum: 1 })
  readonly total_pages!: number;
}
