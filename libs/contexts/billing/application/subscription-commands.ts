import { subscriptionDecider, subscriptionStream } from '@reeve/billing/domain';
import type {
  AnswerPayment,
  ExistingSubscription,
  RenewSubscription,
  SubscriptionCommand,
  SubscriptionState,
} from '@reeve/billing/domain';
import { errors, planErrors, subscriptionErrors } from '@reeve/contracts';
import type {
  CallContext,
  GivePlanRequest,
  RequestOf,
  Subscription,
  SubscriptionChanged,
  SubscriptionMove,
  SubscriptionStreamEvent,
  subscriptionRpc,
} from '@reeve/contracts';
import { AggregateRunner, readYourWrites } from '@reeve/event-sourcing';
import type { EventStamp, ProjectionProgress } from '@reeve/event-sourcing';
import type { EventStore, Position } from '@reeve/event-store';
import { v5 } from 'uuid';
import { planOfLog } from './plan-log.js';
import { toProration, toSubscription } from './subscription-answers.js';
import type { SubscriptionQueries } from './subscription-queries.js';

const DAY_MS = 86_400_000;

export interface SubscriptionParts {
  readonly eventStore: EventStore;
  readonly stamp: EventStamp;
  readonly subscriptions: SubscriptionQueries;
  readonly progress: ProjectionProgress;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** What is done with people's subscriptions. Answers with the subscription as it is from then on. */
export class SubscriptionCommands {
  private readonly runner: AggregateRunner<SubscriptionState, SubscriptionCommand, SubscriptionStreamEvent>;

  constructor(private readonly parts: SubscriptionParts) {
    const { eventStore, stamp } = parts;
    this.runner = new AggregateRunner({ eventStore, stamp, decider: subscriptionDecider });
  }

  /**
   * Gives somebody a plan as it is in the log at that moment, offered or not.
   *
   * @throws ReeveError `BILLING-PLAN-NOT-FOUND`, `BILLING-SUBSCRIPTION-NONE`, `BILLING-ACCOUNT-ENDED` 404; `BILLING-PLAN-ARCHIVED`,
   *   `BILLING-SUBSCRIPTION-STATE` 409; what the aggregate runner throws.
   */
  async give(
    { userId, planId, resetUsage, atPeriodEnd, trialDays }: GivePlanRequest,
    call: CallContext,
  ): Promise<SubscriptionChanged> {
    const { status, version, details } = await planOfLog(this.parts.eventStore, planId);
    if (status === 'archived') throw planErrors.archived(planId);
    if (atPeriodEnd) return await this.run({ kind: 'schedule-plan-change', userId, planId }, call);
    const { price, interval } = details;
    const now = this.parts.now();
    const command: SubscriptionCommand = {
      kind: 'give-plan',
      userId,
      // Follows from the command's, so that a repeated command is about the same subscription.
      subscriptionId: v5('subscription', call.commandId),
      sold: { planId, planVersion: version, price, interval },
      at: new Date(now).toISOString(),
      trialEnd: trialDays === 0 ? null : new Date(now + trialDays * DAY_MS).toISOString(),
      resetUsage,
    };
    return await this.run(command, call);
  }

  /**
   * @throws ReeveError `BILLING-SUBSCRIPTION-NONE`, `BILLING-ACCOUNT-ENDED` 404; `BILLING-SUBSCRIPTION-STATE` 409; what the aggregate
   *   runner throws.
   */
  async move(
    { userId, move }: RequestOf<typeof subscriptionRpc.moveSubscription>,
    call: CallContext,
  ): Promise<SubscriptionChanged> {
    return await this.run(commandOf(move, userId, new Date(this.parts.now()).toISOString()), call);
  }

  /**
   * Into the next period where this one is over, or whatever else was to be then.
   *
   * @returns where that stands; undefined: nothing was to be done.
   * @throws ReeveError what the aggregate runner throws.
   */
  async renew(
    { userId, plans }: Pick<RenewSubscription, 'userId' | 'plans'>,
    call: CallContext,
  ): Promise<Position | undefined> {
    const at = new Date(this.parts.now()).toISOString();
    const command: RenewSubscription = { kind: 'renew', userId, at, plans };
    return (await this.runner.execute(subscriptionStream(userId), command, call)).position;
  }

  /** What became of a payment that was due. Said late or twice, it changes nothing. @throws ReeveError what the aggregate runner throws. */
  async answerPayment(answer: AnswerPayment, call: CallContext): Promise<void> {
    await this.runner.execute(subscriptionStream(answer.userId), answer, call);
  }

  /** @throws ReeveError `AUTH-FORBIDDEN` 403 to everybody but Reeve's own services; what the aggregate runner throws. */
  async endWithAccount(userId: string, call: CallContext): Promise<null> {
    if (call.principal.kind !== 'system') throw errors.accessProhibited('service');
    await this.runner.execute(subscriptionStream(userId), { kind: 'end-with-account', userId }, call);
    return null;
  }

  private async run(command: SubscriptionCommand, call: CallContext): Promise<SubscriptionChanged> {
    const { userId } = command;
    const { progress, subscriptions } = this.parts;
    const { state, events, position } = await this.runner.execute(subscriptionStream(userId), command, call);
    if (state.status === 'none' || state.status === 'account-ended') throw subscriptionErrors.none();
    const visible = await readYourWrites(progress, position, call);
    const subscription = await this.answer(userId, state, visible);
    const changed = events.find((event) => event.type === 'billing.subscription.plan-changed.v1');
    return {
      subscription,
      plan: await subscriptions.planOf(subscription),
      proration: changed === undefined ? null : toProration(changed.data.proration),
      visible,
    };
  }

  /** What reads show; where they do not show it in time, what was decided stands in for it. */
  private async answer(userId: string, state: ExistingSubscription, visible: boolean): Promise<Subscription> {
    const { subscriptionId, standing, period, trialEnd, atPeriodEnd } = state;
    const shown = await this.parts.subscriptions.lastOf(userId);
    if (visible && shown?.id === subscriptionId) return toSubscription(shown.id, shown.document);
    const now = Math.floor(this.parts.now() / 1000);
    return toSubscription(subscriptionId, {
      userId,
      ...standing,
      startedAt: shown?.id === subscriptionId ? shown.document.startedAt : now,
      changedAt: now,
      periodStart: seconds(period.start),
      periodEnd: seconds(period.end),
      trialEnd: trialEnd === null ? null : seconds(trialEnd),
      cancelAtPeriodEnd: atPeriodEnd?.kind === 'cancel',
      nextPlanId: atPeriodEnd?.kind === 'change-plan' ? atPeriodEnd.planId : null,
    });
  }
}

function commandOf(move: SubscriptionMove, userId: string, at: string): SubscriptionCommand {
  switch (move) {
    case 'cancel':
    case 'pause':
      return { kind: move, userId };
    case 'cancel-at-period-end':
      return { kind: 'schedule-cancellation', userId };
    case 'resume':
      return { kind: 'resume', userId, at };
    default:
      return move satisfies never;
  }
}

const seconds = (time: string): number => Math.floor(Date.parse(time) / 1000);
