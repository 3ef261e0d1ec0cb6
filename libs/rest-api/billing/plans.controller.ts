import { Controller, Delete, Get, HttpCode, Inject, Param, Patch, Post, Put, Res } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { BUS_CLIENT } from '@reeve/bus';
import type { BusClient } from '@reeve/bus';
import { directoryRpc, planRpc } from '@reeve/contracts';
import type { CallContext, Plan, PlanSubscription, UserSummary, Visibility } from '@reeve/contracts';
import type { FastifyReply } from 'fastify';
import { Call, entityTag, Requires, sayVisibility, ValidBody, ValidQuery } from '../http/index.js';
import { Documented } from '../openapi/documented.decorator.js';
import { KnownPlanLists } from './known-plan-lists.js';
import { PlanAnswer, PlanDeletedAnswer, PlanStatisticsAnswer, SubscribersAnswer } from './plan.answers.js';
import {
  changesOf,
  CreatePlanBody,
  draftOf,
  PlanListQuery,
  SubscribersQuery,
  UpdatePlanBody,
} from './plan.bodies.js';

const PlanId = ApiParam({ name: 'id', description: 'Of the plan.', schema: { type: 'string' } });
const UNKNOWN = 'BILLING-PLAN-NOT-FOUND';
const ARCHIVED = 'BILLING-PLAN-ARCHIVED';

const PAGE_SIZE = 20;
const MAX_PAGE_SIZE = 100;
/** Further than any list is long, and no further than can be counted. */
const MAX_PAGE = 1_000_000_000;

@ApiTags('billing')
@Controller('api/v1/admin/billing/plans')
export class PlansController {
  constructor(
    @Inject(BUS_CLIENT) private readonly bus: BusClient,
    private readonly lists: KnownPlanLists,
  ) {}

  @Get()
  @Requires('billing.read')
  @Documented({
    summary: 'List the plans with what they count',
    description: 'By their order, then by id.',
    answer: [PlanStatisticsAnswer],
  })
  async list(
    @ValidQuery(PlanListQuery) { active, archived }: PlanListQuery,
    @Call() call: CallContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    const { tag, plans } = await this.lists.list({ active: active ?? null, archived }, call);
    reply.type('application/json; charset=utf-8').header('etag', entityTag(tag));
    return plans;
  }

  @Post()
  @HttpCode(200)
  @Requires('billing.write')
  @Documented({ summary: 'Create a plan', answer: PlanAnswer, errors: { 400: 'BILLING-PLAN-EXISTS' } })
  async create(
    @ValidBody(CreatePlanBody) body: CreatePlanBody,
    @Call() call: CallContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Plan> {
    const planId = body.id === undefined || body.id === '' ? null : body.id;
    return answered(
      reply,
      await this.bus.request(planRpc.createPlan, { planId, draft: draftOf(body) }, call),
    );
  }

  @Get(':id')
  @PlanId
  @Requires('billing.read')
  @Documented({
    summary: 'Read a plan',
    description: 'Whether it is offered or not, and also when it is archived.',
    answer: PlanAnswer,
    errors: { 404: UNKNOWN },
  })
  async one(@Param('id') planId: string, @Call() call: CallContext): Promise<Plan> {
    return await this.bus.request(planRpc.plan, { planId }, call);
  }

  @Put(':id')
  @PlanId
  @Requires('billing.write')
  @Documented({
    summary: 'Change a plan',
    description:
      'Fields that are absent stay; null takes away a translation, a description, quotas or features. Another price, interval or quota is another version: who has subscribed keeps theirs.',
    answer: PlanAnswer,
    errors: { 400: 'BILLING-QUOTA-LOWERED', 404: UNKNOWN, 409: ARCHIVED },
  })
  async update(
    @Param('id') planId: string,
    @ValidBody(UpdatePlanBody) body: UpdatePlanBody,
    @Call() call: CallContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Plan> {
    const request = { planId, changes: changesOf(body) };
    return answered(reply, await this.bus.request(planRpc.updatePlan, request, call));
  }

  @Delete(':id')
  @PlanId
  @Requires('billing.write')
  @Documented({
    summary: 'Delete a plan',
    description: 'One that has had subscribers is archived: it can be read and copied, and nothing else.',
    answer: PlanDeletedAnswer,
    errors: { 400: 'BILLING-PLAN-HAS-SUBSCRIBERS', 404: UNKNOWN, 409: ARCHIVED },
  })
  async delete(
    @Param('id') planId: string,
    @Call() call: CallContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<PlanDeletedAnswer> {
    const { archived, visible } = await this.bus.request(planRpc.deletePlan, { planId }, call);
    sayVisibility(reply, { visible });
    const message = `Plan '${planId}' ${archived ? 'archived' : 'deleted'}`;
    return { success: true, message, archived };
  }

  @Patch(':id/toggle')
  @PlanId
  @Requires('billing.write')
  @Documented({
    summary: 'Offer a plan, or offer it no more',
    description: 'Whoever has it keeps it.',
    answer: PlanAnswer,
    errors: { 404: UNKNOWN, 409: ARCHIVED },
  })
  async toggle(
    @Param('id') planId: string,
    @Call() call: CallContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Plan> {
    return answered(reply, await this.bus.request(planRpc.togglePlan, { planId }, call));
  }

  @Post(':id/duplicate')
  @HttpCode(200)
  @PlanId
  @Requires('billing.write')
  @Documented({
    summary: 'Copy a plan',
    description:
      'The copy has an id of its own, says that it is one, is not offered, and stands right behind.',
    answer: PlanAnswer,
    errors: { 404: UNKNOWN },
  })
  async duplicate(
    @Param('id') planId: string,
    @Call() call: CallContext,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Plan> {
    return answered(reply, await this.bus.request(planRpc.duplicatePlan, { planId }, call));
  }

  @Get(':id/subscribers')
  @PlanId
  @Requires('billing.read')
  @Documented({
    summary: 'Page through the subscribers of a plan',
    answer: SubscribersAnswer,
    errors: { 404: UNKNOWN },
  })
  async subscribers(
    @Param('id') planId: string,
    @ValidQuery(SubscribersQuery) query: SubscribersQuery,
    @Call() call: CallContext,
  ): Promise<SubscribersAnswer> {
    const page = Math.min(Math.max(query.page, 1), MAX_PAGE);
    const pageSize = query.page_size < 1 ? PAGE_SIZE : Math.min(query.page_size, MAX_PAGE_SIZE);
    const found = await this.bus.request(planRpc.planSubscriptions, { planId, page, pageSize }, call);
    const people = await this.peopleOf(found.items, call);
    return {
      items: found.items.flatMap((subscription) => {
        const person = people.get(subscription.userId);
        return person === undefined ? [] : [subscriberOf(subscription, person)];
      }),
      total: found.total,
      page,
      page_size: pageSize,
      total_pages: Math.max(1, Math.ceil(found.total / pageSize)),
    };
  }

  private async peopleOf(
    subscriptions: readonly PlanSubscription[],
    call: CallContext,
  ): Promise<ReadonlyMap<string, UserSummary>> {
    if (subscriptions.length === 0) return new Map();
    const userIds = [...new Set(subscriptions.map(({ userId }) => userId))];
    const found = await this.bus.request(directoryRpc.summaries, { userIds }, call);
    return new Map(found.map((person) => [person.id, person]));
  }
}

function subscriberOf(
  subscription: PlanSubscription,
  { id, email, name, role, profile_image_url }: UserSummary,
): SubscribersAnswer['items'][number] {
  return {
    user_id: id,
    email,
    name,
    role,
    profile_image_url,
    subscription_status: subscription.status,
    plan_version: subscription.planVersion,
    subscribed_at: subscription.startedAt,
    current_period_start: subscription.periodStart,
    current_period_end: subscription.periodEnd,
  };
}

function answered(reply: FastifyReply, { plan, visible }: { readonly plan: Plan } & Visibility): Plan {
  sayVisibility(reply, { visible });
  return plan;
}
