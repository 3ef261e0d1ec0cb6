import { Controller, Get, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import { ApiParam, ApiTags, getSchemaPath } from '@nestjs/swagger';
import { BUS_CLIENT } from '@reeve/bus';
import type { BusClient } from '@reeve/bus';
import { subscriptionRpc, usageRpc } from '@reeve/contracts';
import type { CallContext, Plan, Subscription } from '@reeve/contracts';
import type { FastifyReply } from 'fastify';
import { Call, Requires, ValidBody } from '../http/index.js';
import { Documented } from '../openapi/documented.decorator.js';
import { changedSubscription } from './changed-subscription.js';
import { OwnBillingAnswer } from './own-billing.answers.js';
import { PlanAnswer } from './plan.answers.js';
import {
  CancelSubscriptionBody,
  SubscriptionAnswer,
  SubscriptionChangedAnswer,
} from './subscription.bodies.js';
import { MetricUsageAnswer, UsageBody, UsageDecisionAnswer } from './usage.answers.js';

const METRIC = 'BILLING-METRIC-UNKNOWN';

/** What whoever asks can have, has, and has used (reference 7.2). */
@ApiTags('billing')
@Controller('api/v1/billing')
export class OwnBillingController {
  constructor(@Inject(BUS_CLIENT) private readonly bus: BusClient) {}

  @Get('plans')
  @Requires('verified')
  @Documented({ summary: 'List the plans that are offered', answer: [PlanAnswer] })
  async plans(@Call() call: CallContext): Promise<readonly Plan[]> {
    return await this.bus.request(subscriptionRpc.offeredPlans, null, call);
  }

  @Get('plans/:id')
  @ApiParam({ name: 'id', description: 'Of the plan.', schema: { type: 'string' } })
  @Requires('verified')
  @Documented({
    summary: 'Read a plan that is offered',
    answer: PlanAnswer,
    errors: { 404: 'BILLING-PLAN-NOT-FOUND' },
  })
  async plan(@Param('id') planId: string, @Call() call: CallContext): Promise<Plan> {
    return await this.bus.request(subscriptionRpc.offeredPlan, { planId }, call);
  }

  @Get('subscription')
  @Requires('verified')
  @Documented({
    summary: 'Read one’s own subscription',
    description: 'One that goes on; null: there is none.',
    answer: { schema: { nullable: true, allOf: [{ $ref: getSchemaPath(SubscriptionAnswer) }] } },
  })
  async subscription(@Call() call: CallContext): Promise<Subscription | null> {
    return (await this.bus.request(subscriptionRpc.ownSubscription, null, call)).subscription;
  }

  @Post('subscription/cancel')
  @HttpCode(200)
  @Requires('verified')
  @Documented({
    summary: 'Cancel one’s own subscription',
    description: 'At the end of its period, or at once.',
    answer: SubscriptionChangedAnswer,
    errors: { 404: 'BILLING-SUBSCRIPTION-NONE', 409: 'BILLING-SUBSCRIPTION-STATE' },
  })
  async cancel(
    @ValidBody(CancelSubscriptionBody) { immediate }: CancelSubscriptionBody,
    @Call() call: CallContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SubscriptionChangedAnswer> {
    const changed = await this.bus.request(subscriptionRpc.cancelOwnSubscription, { immediate }, call);
    return changedSubscription(reply, changed);
  }

  @Get('me')
  @Requires('verified')
  @Documented({
    summary: 'Read one’s own subscription, its plan and what was used',
    answer: OwnBillingAnswer,
  })
  async me(@Call() call: CallContext): Promise<OwnBillingAnswer> {
    const [found, usage] = await Promise.all([
      this.bus.request(subscriptionRpc.ownSubscription, null, call),
      this.bus.request(usageRpc.ownUsage, null, call),
    ]);
    return { ...found, usage, transactions: [] };
  }

  @Get('usage/:metric')
  @ApiParam({ name: 'metric', description: 'As the plan’s quota has it.', schema: { type: 'string' } })
  @Requires('verified')
  @Documented({
    summary: 'Read how much of a metric was used in the period',
    answer: MetricUsageAnswer,
    errors: { 400: METRIC },
  })
  async usage(@Param('metric') metric: string, @Call() call: CallContext): Promise<MetricUsageAnswer> {
    return await this.bus.request(usageRpc.ownMetric, { metric }, call);
  }

  @Post('usage/check')
  @HttpCode(200)
  @Requires('verified')
  @Documented({
    summary: 'Ask whether so much more may be used',
    description: 'At this moment: nothing is kept for whoever asks.',
    answer: UsageDecisionAnswer,
    errors: { 400: METRIC },
  })
  async check(
    @ValidBody(UsageBody) { metric, amount }: UsageBody,
    @Call() call: CallContext,
  ): Promise<UsageDecisionAnswer> {
    return await this.bus.request(usageRpc.checkOwnUsage, { metric, amount }, call);
  }

  @Post('usage')
  @HttpCode(200)
  @Requires('verified')
  @Documented({
    summary: 'Record what was used',
    description:
      'Where the quota allows all of it; otherwise nothing is recorded. Of two who take the last unit, one gets it.',
    answer: UsageDecisionAnswer,
    errors: { 400: METRIC, 409: 'BILLING-SUBSCRIPTION-STATE' },
  })
  async record(
    @ValidBody(UsageBody) { metric, amount }: UsageBody,
    @Call() call: CallContext,
  ): Promise<UsageDecisionAnswer> {
    return await this.bus.request(usageRpc.recordOwnUsage, { metric, amount }, call);
  }
}
