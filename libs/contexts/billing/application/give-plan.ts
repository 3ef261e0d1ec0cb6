import { subscriptionDecider, subscriptionStream } from '@reeve/billing/domain';
import type { SubscriptionCommand, SubscriptionState } from '@reeve/billing/domain';
import { planErrors } from '@reeve/contracts';
import type {
  CallContext,
  RequestOf,
  ResponseOf,
  Subscription,
  SubscriptionEvent,
  subscriptionRpc,
} from '@reeve/contracts';
import { AggregateRunner } from '@reeve/event-sourcing';
import type { EventStamp, ProjectionProgress } from '@reeve/event-sourcing';
import type { EventStore } from '@reeve/event-store';
import { v5 } from 'uuid';
import { planOfLog } from './plan-log.js';
import { toSubscription } from './subscription-answers.js';
import type { SubscriptionQueries } from './subscription-queries.js';
import { isVisible } from './visibility.js';

type Rpc = typeof subscriptionRpc;

/** Gives people plans: as they are in the log at that moment, offered or not, for a period from now on. */
export class GivePlan {
  private readonly runner: AggregateRunner<SubscriptionState, SubscriptionCommand, SubscriptionEvent>;

  constructor(
    private readonly eventStore: EventStore,
    stamp: EventStamp,
    private readonly subscriptions: SubscriptionQueries,
    private readonly progress: ProjectionProgress,
  ) {
    this.runner = new AggregateRunner({ eventStore, stamp, decider: subscriptionDecider });
  }

  /**
   * @throws ReeveError `BILLING-PLAN-NOT-FOUND` 404; `BILLING-PLAN-ARCHIVED`, `BILLING-SUBSCRIPTION-STATE` 409; what the aggregate
   *   runner throws.
   */
  async execute(
    { userId, planId }: RequestOf<Rpc['givePlan']>,
    call: CallContext,
  ): Promise<ResponseOf<Rpc['givePlan']>> {
    const { status, version, details } = await planOfLog(this.eventStore, planId);
    if (status === 'archived') throw planErrors.archived(planId);
    const { price, interval } = details;
    const { state, position } = await this.runner.execute(
      subscriptionStream(userId),
      {
        kind: 'give-plan',
        userId,
        // Follows from the command's, so that a repeated command is about the same subscription.
        subscriptionId: v5('subscription', call.commandId),
        sold: { planId, planVersion: version, price, interval },
        at: new Date().toISOString(),
        trialEnd: null,
        resetUsage: false,
      },
      call,
    );
    const visible = await isVisible(this.progress, position, call);
    const subscription = await this.answer(userId, state, visible);
    return { subscription, plan: await this.subscriptions.planOf(subscription), visible };
  }

  /** What reads show; where they do not show it in time, what was decided stands in for it. */
  private async answer(userId: string, state: SubscriptionState, visible: boolean): Promise<Subscription> {
    if (state.status === 'none') throw new Error('A plan was given, and there is no subscription');
    const { subscriptionId, standing, period, trialEnd } = state;
    const shown = await this.subscriptions.lastOf(userId);
    if (visible && shown?.id === subscriptionId) return toSubscription(shown.id, shown.document);
    const now = seconds(new Date().toISOString());
    return toSubscription(subscriptionId, {
      userId,
      ...standing,
      order: 0,
      startedAt: shown?.id === subscriptionId ? shown.document.startedAt : now,
      changedAt: now,
      periodStart: seconds(period.start),
      periodEnd: seconds(period.end),
      trialEnd: trialEnd === null ? null : seconds(trialEnd),
    });
  }
}

const seconds = (time: string): number => Math.floor(Date.parse(time) / 1000);
