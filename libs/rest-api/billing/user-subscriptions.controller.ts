import { Controller, Get, Inject, Param, Put, Res } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { BUS_CLIENT } from '@reeve/bus';
import type { BusClient } from '@reeve/bus';
import { directoryRpc, subscriptionRpc } from '@reeve/contracts';
import type { CallContext } from '@reeve/contracts';
import type { FastifyReply } from 'fastify';
import { Call, Requires, sayVisibility, ValidBody } from '../http/index.js';
import { Documented } from '../openapi/documented.decorator.js';
import { GivePlanBody, PlanGivenAnswer, SubscriptionOfUserAnswer } from './subscription.bodies.js';

const UserId = ApiParam({ name: 'user_id', description: 'Of the person.', schema: { type: 'string' } });
const UNKNOWN = 'USERS-NOT-FOUND';

/** Who has which plan. That there is such a person is asked of the users context. */
@ApiTags('billing')
@Controller('api/v1/admin/billing/users/:user_id/subscription')
export class UserSubscriptionsController {
  constructor(@Inject(BUS_CLIENT) private readonly bus: BusClient) {}

  @Get()
  @UserId
  @Requires('billing.read')
  @Documented({
    summary: 'Read the subscription of somebody',
    answer: SubscriptionOfUserAnswer,
    errors: { 404: UNKNOWN },
  })
  async one(@Param('user_id') userId: string, @Call() call: CallContext): Promise<SubscriptionOfUserAnswer> {
    const [, found] = await Promise.all([
      this.bus.request(directoryRpc.userInfo, { userId }, call),
      this.bus.request(subscriptionRpc.subscriptionOfUser, { userId }, call),
    ]);
    return { user_id: userId, ...found };
  }

  @Put()
  @UserId
  @Requires('billing.write')
  @Documented({
    summary: 'Give somebody a plan',
    description:
      'From now on, in a period of its own, instead of the one they have; under its version of now.',
    answer: PlanGivenAnswer,
    errors: {
      404: `${UNKNOWN}, BILLING-PLAN-NOT-FOUND`,
      409: 'BILLING-PLAN-ARCHIVED, BILLING-SUBSCRIPTION-STATE',
    },
  })
  async givePlan(
    @Param('user_id') userId: string,
    @ValidBody(GivePlanBody) { plan_id: planId }: GivePlanBody,
    @Call() call: CallContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PlanGivenAnswer> {
    await this.bus.request(directoryRpc.userInfo, { userId }, call);
    const given = await this.bus.request(subscriptionRpc.givePlan, { userId, planId }, call);
    const { subscription, plan, visible } = given;
    sayVisibility(reply, { visible });
    return { success: true, subscription, plan };
  }
}
