import { Controller, Get, HttpCode, Inject, Param, Post, Put, Res } from '@nestjs/common';
import { ApiExtraModels, ApiParam, ApiTags } from '@nestjs/swagger';
import { BUS_CLIENT } from '@reeve/bus';
import type { BusClient } from '@reeve/bus';
import { directoryRpc, subscriptionRpc, usageRpc } from '@reeve/contracts';
import type { CallContext, SubscriptionMove } from '@reeve/contracts';
import type { FastifyReply } from 'fastify';
import { Call, Requires, ValidBody } from '../http/index.js';
import { Documented } from '../openapi/documented.decorator.js';
import {
  CancelSubscriptionBody,
  GivePlanBody,
  SubscriptionChangedAnswer,
  SubscriptionOfUserAnswer,
} from './subscription.bodies.js';
import { changedSubscription } from './changed-subscription.js';
import { ShownUsageAnswer, UsageBody, UsageDecisionAnswer } from './usage.answers.js';

const UserId = ApiParam({ name: 'user_id', description: 'Of the person.', schema: { type: 'string' } });
const UNKNOWN = 'USERS-NOT-FOUND';
const STATE = 'BILLING-SUBSCRIPTION-STATE';
const MOVE_ERRORS = {
  404: `${UNKNOWN}, BILLING-SUBSCRIPTION-NONE, BILLING-ACCOUNT-ENDED`,
  409: STATE,
} as const;

/** Who has which plan. That there is such a person is asked of the users context. */
@ApiTags('billing')
@ApiExtraModels(ShownUsageAnswer)
@Controller('api/v1/admin/billing/users/:user_id')
export class UserSubscriptionsController {
  constructor(@Inject(BUS_CLIENT) private readonly bus: BusClient) {}

  @Get('subscription')
  @UserId
  @Requires('billing.read')
  @Documented({
    summary: 'Read the subscription of somebody, and what they have used',
    answer: SubscriptionOfUserAnswer,
    errors: { 404: UNKNOWN },
  })
  async one(@Param('user_id') userId: string, @Call() call: CallContext): Promise<SubscriptionOfUserAnswer> {
    const [, found, usage] = await Promise.all([
      this.bus.request(directoryRpc.userInfo, { userId }, call),
      this.bus.request(subscriptionRpc.subscriptionOfUser, { userId }, call),
      this.bus.request(usageRpc.usageOfUser, { userId }, call),
    ]);
    return { user_id: userId, ...found, usage };
  }

  @Put('subscription')
  @UserId
  @Requires('billing.write')
  @Documented({
    summary: 'Give somebody a plan',
    description:
      'From now on or from the end of the period, instead of the one they have; under its version of then. The period stays where both are sold by the same interval.',
    answer: SubscriptionChangedAnswer,
    errors: {
      404: `${UNKNOWN}, BILLING-PLAN-NOT-FOUND, BILLING-SUBSCRIPTION-NONE, BILLING-ACCOUNT-ENDED`,
      409: `BILLING-PLAN-ARCHIVED, ${STATE}`,
    },
  })
  async givePlan(
    @Param('user_id') userId: string,
    @ValidBody(GivePlanBody) body: GivePlanBody,
    @Call() call: CallContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SubscriptionChangedAnswer> {
    await this.bus.request(directoryRpc.userInfo, { userId }, call);
    const request = {
      userId,
      planId: body.plan_id,
      resetUsage: body.reset_usage,
      atPeriodEnd: body.at_period_end,
      trialDays: body.trial_days,
    };
    return changedSubscription(reply, await this.bus.request(subscriptionRpc.givePlan, request, call));
  }

  @Post('subscription/cancel')
  @HttpCode(200)
  @UserId
  @Requires('billing.write')
  @Documented({
    summary: 'Cancel the subscription of somebody',
    description: 'At the end of its period, or at once.',
    answer: SubscriptionChangedAnswer,
    errors: MOVE_ERRORS,
  })
  async cancel(
    @Param('user_id') userId: string,
    @ValidBody(CancelSubscriptionBody) { immediate }: CancelSubscriptionBody,
    @Call() call: CallContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SubscriptionChangedAnswer> {
    return await this.move(userId, immediate ? 'cancel' : 'cancel-at-period-end', call, reply);
  }

  @Post('subscription/pause')
  @HttpCode(200)
  @UserId
  @Requires('billing.write')
  @Documented({
    summary: 'Pause the subscription of somebody',
    description: 'It is not renewed, and cannot be used, until it is resumed.',
    answer: SubscriptionChangedAnswer,
    errors: MOVE_ERRORS,
  })
  async pause(
    @Param('user_id') userId: string,
    @Call() call: CallContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SubscriptionChangedAnswer> {
    return await this.move(userId, 'pause', call, reply);
  }

  @Post('subscription/resume')
  @HttpCode(200)
  @UserId
  @Requires('billing.write')
  @Documented({
    summary: 'Resume the subscription of somebody',
    description:
      'From a pause, in its period or in a new one where that is over; or where it was to be canceled at the end of its period.',
    answer: SubscriptionChangedAnswer,
    errors: MOVE_ERRORS,
  })
  async resume(
    @Param('user_id') userId: string,
    @Call() call: CallContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SubscriptionChangedAnswer> {
    return await this.move(userId, 'resume', call, reply);
  }

  @Post('usage')
  @HttpCode(200)
  @UserId
  @Requires('billing.write')
  @Documented({
    summary: 'Record what somebody has used',
    description:
      'Where the quota allows all of it; otherwise nothing is recorded. Of two who take the last unit, one gets it.',
    answer: UsageDecisionAnswer,
    errors: { 400: 'BILLING-METRIC-UNKNOWN', 404: UNKNOWN, 409: STATE },
  })
  async recordUsage(
    @Param('user_id') userId: string,
    @ValidBody(UsageBody) { metric, amount }: UsageBody,
    @Call() call: CallContext,
  ): Promise<UsageDecisionAnswer> {
    await this.bus.request(directoryRpc.userInfo, { userId }, call);
    return await this.bus.request(usageRpc.recordUsage, { userId, metric, amount }, call);
  }

  private async move(
    userId: string,
    move: SubscriptionMove,
    call: CallContext,
    reply: FastifyReply,
  ): Promise<SubscriptionChangedAnswer> {
    await this.bus.request(directoryRpc.userInfo, { userId }, call);
    const changed = await this.bus.request(subscriptionRpc.moveSubscription, { userId, move }, call);
    return changedSubscription(reply, changed);
  }
}
