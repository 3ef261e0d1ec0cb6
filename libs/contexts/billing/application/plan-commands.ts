import {
  checkPlanId,
  copyOfPlan,
  isPlanId,
  planDecider,
  planDetailsOf,
  planIdFrom,
  planStream,
} from '@reeve/billing/domain';
import type { CreatePlan, PlanCommand, PlanState, PlanSubscribers } from '@reeve/billing/domain';
import { countsAsActive, planErrors, SUBSCRIPTION_STATUSES } from '@reeve/contracts';
import type {
  CallContext,
  Plan,
  PlanEvent,
  planRpc,
  RequestOf,
  ResponseOf,
  SubscriptionStatus,
  Visibility,
} from '@reeve/contracts';
import { AggregateRunner, readYourWrites } from '@reeve/event-sourcing';
import type { EventStamp, Outcome, ProjectionProgress } from '@reeve/event-sourcing';
import type { EventStore } from '@reeve/event-store';
import { toPlan } from './plan-answers.js';
import { planOfLog } from './plan-log.js';
import type { PlanQueries } from './plan-queries.js';

type Rpc = typeof planRpc;
type Answer = { readonly plan: Plan } & Visibility;

/** What is done with plans. Answers with the plan as it is from then on. */
export class PlanCommands {
  private readonly plans: AggregateRunner<PlanState, PlanCommand, PlanEvent>;

  constructor(
    private readonly eventStore: EventStore,
    stamp: EventStamp,
    private readonly queries: PlanQueries,
    private readonly progress: ProjectionProgress,
  ) {
    this.plans = new AggregateRunner({ eventStore, stamp, decider: planDecider });
  }

  /** @throws ReeveError `BILLING-PLAN-EXISTS` 400; `REQUEST-INVALID` 422; what the aggregate runner throws. */
  async create({ planId, draft }: RequestOf<Rpc['createPlan']>, call: CallContext): Promise<Answer> {
    if (planId !== null) checkPlanId(planId);
    const details = planDetailsOf(draft);
    const id = planId ?? planIdFrom(details.name, distinctionOf(call));
    return await this.make({ kind: 'create', planId: id, details, copyOf: null }, call);
  }

  /**
   * @throws ReeveError `BILLING-PLAN-NOT-FOUND` 404; `BILLING-PLAN-ARCHIVED` 409; `BILLING-QUOTA-LOWERED` 400; `REQUEST-INVALID`
   *   422; what the aggregate runner throws.
   */
  async update({ planId, changes }: RequestOf<Rpc['updatePlan']>, call: CallContext): Promise<Answer> {
    const subscribers = await this.subscribersOf(planId);
    return await this.change({ kind: 'change', planId, changes, subscribers }, call);
  }

  /** @throws ReeveError `BILLING-PLAN-NOT-FOUND` 404; `BILLING-PLAN-ARCHIVED` 409; what the aggregate runner throws. */
  async toggle({ planId }: RequestOf<Rpc['togglePlan']>, call: CallContext): Promise<Answer> {
    return await this.change({ kind: 'toggle', planId }, call);
  }

  /** @throws ReeveError `BILLING-PLAN-NOT-FOUND` 404; what the aggregate runner throws. */
  async duplicate({ planId }: RequestOf<Rpc['duplicatePlan']>, call: CallContext): Promise<Answer> {
    const { details } = await planOfLog(this.eventStore, planId);
    const copyId = planIdFrom(`${details.name}_copy`, distinctionOf(call));
    return await this.make(
      { kind: 'create', planId: copyId, details: copyOfPlan(details), copyOf: planId },
      call,
    );
  }

  /**
   * @throws ReeveError `BILLING-PLAN-NOT-FOUND` 404; `BILLING-PLAN-HAS-SUBSCRIBERS` 400; `BILLING-PLAN-ARCHIVED` 409; what the
   *   aggregate runner throws.
   */
  async delete(
    { planId }: RequestOf<Rpc['deletePlan']>,
    call: CallContext,
  ): Promise<ResponseOf<Rpc['deletePlan']>> {
    const subscribers = await this.subscribersOf(planId);
    const { state, position } = await this.execute({ kind: 'delete', planId, subscribers }, call);
    return {
      archived: state.status === 'archived',
      visible: await readYourWrites(this.progress, position, call),
    };
  }

  /** Of a plan that begins its document says nothing that was not decided. */
  private async make(command: CreatePlan, call: CallContext): Promise<Answer> {
    const { planId } = command;
    const begun = isPlanId(planId) ? await this.plans.begin(planStream(planId), command, call) : undefined;
    const { state, position, occurredAt } = begun ?? (await this.execute(command, call));
    if (state.status === 'none') throw planErrors.notFound(planId);
    const visible = await readYourWrites(this.progress, position, call);
    const { details, version } = state;
    const at = Math.floor(Date.parse(occurredAt) / 1000);
    return {
      plan: toPlan(planId, details, { version, archivedAt: null, createdAt: at, updatedAt: at }),
      visible,
    };
  }

  /** What reads show; where they do not show it in time, what was decided stands in for it. */
  private async change(command: PlanCommand, call: CallContext): Promise<Answer> {
    const { planId } = command;
    const { state, position } = await this.execute(command, call);
    const visible = await readYourWrites(this.progress, position, call);
    const document = await this.queries.document(planId);
    if (visible && document !== undefined && document.status !== 'deleted') {
      return { plan: toPlan(planId, document.details, document), visible };
    }
    if (state.status === 'none') throw planErrors.notFound(planId);
    const now = Math.floor(Date.now() / 1000);
    const { details, version } = state;
    const times = { archivedAt: null, createdAt: now, ...document, updatedAt: now };
    return { plan: toPlan(planId, details, { ...times, version }), visible };
  }

  private async execute(command: PlanCommand, call: CallContext): Promise<Outcome<PlanState, PlanEvent>> {
    const { planId } = command;
    // No stream has such a name.
    if (!isPlanId(planId)) throw planErrors.notFound(planId);
    return await this.plans.execute(planStream(planId), command, call);
  }

  /**
   * Everybody whose subscription was answered as visible is among them. Who subscribes at this very moment may not be, and has
   * what they are sold: the plan's version before it changes.
   */
  private async subscribersOf(planId: string): Promise<PlanSubscribers> {
    const counts = (await this.queries.document(planId))?.subscriptions ?? {};
    const count = (statuses: readonly SubscriptionStatus[]) =>
      statuses.reduce((sum, status) => sum + (counts[status] ?? 0), 0);
    return {
      active: count(SUBSCRIPTION_STATUSES.filter(countsAsActive)),
      total: count(SUBSCRIPTION_STATUSES),
    };
  }
}

/** Follows from the command's id, so that a repeated command is about the same plan. */
const distinctionOf = ({ commandId }: CallContext): string => commandId.slice(-8);
