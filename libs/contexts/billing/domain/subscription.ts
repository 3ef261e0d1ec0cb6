import { BILLING_STREAMS, isClosed, jsonEquals, subscriptionErrors } from '@reeve/contracts';
import type {
  BillingInterval,
  JsonObject,
  Money,
  SubscriptionEvent,
  SubscriptionPeriod,
  SubscriptionStanding,
  SubscriptionStatus,
  SubscriptionStreamEvent,
} from '@reeve/contracts';
import { periodFrom } from './billing-period.js';
import type { AnchoredPeriod } from './billing-period.js';
import { prorate, withoutProration } from './proration.js';

/** A version of a plan as it is sold. */
export interface SoldPlan extends JsonObject {
  readonly planId: string;
  readonly planVersion: number;
  readonly price: Money;
  readonly interval: BillingInterval;
}

/** What is to be at the end of the period in place of another one like it. */
export type AtPeriodEnd =
  { readonly kind: 'cancel' } | { readonly kind: 'change-plan'; readonly planId: string };

/** A person's subscription: the one that goes on, or the last that did. */
export type SubscriptionState =
  | { readonly status: 'none' }
  /** The person has no account any more, and nothing begins here. */
  | { readonly status: 'account-ended' }
  | {
      readonly status: SubscriptionStatus;
      readonly subscriptionId: string;
      readonly standing: SubscriptionStanding;
      readonly period: SubscriptionPeriod;
      readonly anchor: string;
      readonly trialEnd: string | null;
      readonly atPeriodEnd: AtPeriodEnd | null;
      /** Of what was last to be paid, for the period it is in; null: nothing was. */
      readonly paymentId: string | null;
      /** Since when use counts against the quotas. ISO 8601, UTC. */
      readonly usageFrom: string;
    };

export type ExistingSubscription = Exclude<SubscriptionState, { readonly status: 'none' | 'account-ended' }>;

type SubscriptionBefore = ExistingSubscription | Extract<SubscriptionState, { readonly status: 'none' }>;

/**
 * Whatever the person has: another plan, or another version of it, instead of what they have, at once; or a subscription where none
 * goes on.
 */
export interface GivePlan {
  readonly kind: 'give-plan';
  readonly userId: string;
  /** Of the subscription, where one starts. */
  readonly subscriptionId: string;
  readonly sold: SoldPlan;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** ISO 8601, UTC, of the subscription where one starts; null: no trial. */
  readonly trialEnd: string | null;
  /** Where a plan is changed: whether use is counted from nothing again. */
  readonly resetUsage: boolean;
}

/** To another plan at the end of the period; to the one it has: it is to stay with it. */
export interface SchedulePlanChange {
  readonly kind: 'schedule-plan-change';
  readonly userId: string;
  readonly planId: string;
}

/** From a pause; or to go on where it was to be canceled at the end of its period. */
export interface ResumeSubscription {
  readonly kind: 'resume';
  readonly userId: string;
  /** ISO 8601, UTC. */
  readonly at: string;
}

/** Into the next period where this one is over, or whatever else was to be then. */
export interface RenewSubscription {
  readonly kind: 'renew';
  readonly userId: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** The plans in question as they are sold now; null: there is none under that id any more. */
  readonly plans: Readonly<Record<string, SoldPlan | null>>;
}

export interface MoveSubscription {
  readonly kind: 'pause' | 'cancel';
  readonly userId: string;
}

/** What became of a payment that was due: it was made, or it was not. */
export interface AnswerPayment {
  readonly kind: 'activate' | 'fail-payment';
  readonly userId: string;
  readonly paymentId: string;
}

/** Its owner has no account any more: what goes on is over, and nothing begins after it. */
export interface EndWithAccount {
  readonly kind: 'end-with-account';
  readonly userId: string;
}

export type SubscriptionCommand =
  | GivePlan
  | SchedulePlanChange
  | ResumeSubscription
  | RenewSubscription
  | MoveSubscription
  | AnswerPayment
  | { readonly kind: 'schedule-cancellation'; readonly userId: string }
  | EndWithAccount;

export const subscriptionStream = (userId: string): string => `${BILLING_STREAMS.subscription}${userId}`;

const OPEN = ['trialing', 'active', 'past_due', 'paused'] as const;

type TransitionKind = MoveSubscription['kind'] | AnswerPayment['kind'] | 'expire';

interface Transition {
  readonly from: readonly SubscriptionStatus[];
  readonly to: SubscriptionStatus;
  readonly event: SubscriptionEvent['type'];
  /** As it is said of the subscription. */
  readonly done: string;
}

/**
 * The state machine: what leads from where to where, besides `resume` (from paused to active) and `renew` (where the period is over).
 * Nothing leads out of `canceled` and `expired`.
 */
export const TRANSITIONS: Readonly<Record<TransitionKind, Transition>> = {
  activate: {
    from: ['past_due'],
    to: 'active',
    event: 'billing.subscription.activated.v1',
    done: 'activated',
  },
  'fail-payment': {
    from: ['active'],
    to: 'past_due',
    event: 'billing.subscription.payment-failed.v1',
    done: 'past due',
  },
  pause: { from: ['active'], to: 'paused', event: 'billing.subscription.paused.v1', done: 'paused' },
  cancel: { from: OPEN, to: 'canceled', event: 'billing.subscription.canceled.v1', done: 'canceled' },
  expire: { from: ['past_due'], to: 'expired', event: 'billing.subscription.expired.v1', done: 'expired' },
};

/**
 * A person's subscriptions, one after the other in one stream: that one at most goes on is decided where it is known. Another one
 * begins when the last is over, under an id of its own.
 */
export const subscriptionDecider = {
  initialState: { status: 'none' } as SubscriptionState,

  decide(command: SubscriptionCommand, state: SubscriptionState): readonly SubscriptionStreamEvent[] {
    if (state.status === 'account-ended') return afterItsAccount(command);
    if (command.kind === 'give-plan') return givePlan(command, state);
    if (command.kind === 'end-with-account') return endWithAccount(command.userId, state);
    if ('paymentId' in command) return answerPayment(command, state);
    if (state.status === 'none') throw subscriptionErrors.none();
    switch (command.kind) {
      case 'schedule-plan-change':
        return schedulePlanChange(command, state);
      case 'schedule-cancellation':
        return scheduleCancellation(command.userId, state);
      case 'resume':
        return resume(command, state);
      case 'renew':
        return renew(command, state);
      case 'pause':
      case 'cancel':
        return move(command.kind, command.userId, state);
      default:
        return command satisfies never;
    }
  },

  evolve(state: SubscriptionState, event: SubscriptionStreamEvent): SubscriptionState {
    if (event.type === 'billing.subscription.account-ended.v1') return { status: 'account-ended' };
    if (event.type === 'billing.subscription.started.v1') {
      const { subscriptionId, standing, period, anchor, trialEnd } = event.data;
      return {
        status: standing.new.status,
        subscriptionId,
        standing: standing.new,
        period,
        anchor,
        trialEnd,
        atPeriodEnd: null,
        paymentId: null,
        usageFrom: period.start,
      };
    }
    if (state.status === 'none' || state.status === 'account-ended') return state;
    switch (event.type) {
      case 'billing.subscription.plan-changed.v1': {
        const { usageFrom } = event.data;
        return { ...inPeriodOf(event, state), usageFrom, atPeriodEnd: withoutPlanChange(state) };
      }
      case 'billing.subscription.renewed.v1':
        return {
          ...inPeriodOf(event, state),
          usageFrom: event.data.period.new.start,
          atPeriodEnd: null,
          paymentId: null,
        };
      case 'billing.subscription.resumed.v1': {
        const { old, new: now } = event.data.period;
        const resumed = inPeriodOf(event, state);
        return now.start === old.start ? resumed : { ...resumed, usageFrom: now.start, paymentId: null };
      }
      case 'billing.subscription.plan-change-scheduled.v1':
        return { ...state, atPeriodEnd: { kind: 'change-plan', planId: event.data.planId.new } };
      case 'billing.subscription.cancellation-scheduled.v1':
        return { ...state, atPeriodEnd: { kind: 'cancel' } };
      case 'billing.subscription.plan-change-withdrawn.v1':
      case 'billing.subscription.cancellation-withdrawn.v1':
        return { ...state, atPeriodEnd: null };
      case 'billing.subscription.canceled.v1':
      case 'billing.subscription.expired.v1':
        return { ...standingAs(event, state), atPeriodEnd: null };
      case 'billing.subscription.activated.v1':
      case 'billing.subscription.payment-failed.v1':
      case 'billing.subscription.paused.v1':
        return standingAs(event, state);
      case 'billing.subscription.payment-due.v1':
        return { ...state, paymentId: event.data.paymentId };
      default:
        event satisfies never;
        return state;
    }
  },
};

function standingAs({ data }: SubscriptionEvent, state: ExistingSubscription): ExistingSubscription {
  const { new: standing } = data.standing;
  return { ...state, status: standing.status, standing };
}

function inPeriodOf(
  event: Extract<SubscriptionEvent, { readonly data: { readonly period: { readonly new: unknown } } }>,
  state: ExistingSubscription,
): ExistingSubscription {
  const { period, anchor } = event.data;
  return { ...standingAs(event, state), period: period.new, anchor };
}

const withoutPlanChange = ({ atPeriodEnd }: ExistingSubscription): AtPeriodEnd | null =>
  atPeriodEnd?.kind === 'change-plan' ? null : atPeriodEnd;

function givePlan(command: GivePlan, state: SubscriptionBefore): readonly SubscriptionEvent[] {
  return state.status === 'none' || isClosed(state.status)
    ? start(command, state.status === 'none' ? null : state.subscriptionId)
    : changePlan(command, state);
}

/** @param former the subscription that the person had before. */
function start(command: GivePlan, former: string | null): readonly SubscriptionEvent[] {
  const { userId, subscriptionId, sold, at, trialEnd } = command;
  const { period, anchor }: AnchoredPeriod =
    trialEnd === null
      ? periodFrom(at, at, sold.interval)
      : { period: { start: at, end: trialEnd }, anchor: trialEnd };
  const standing = { status: trialEnd === null ? 'active' : 'trialing', ...sold } as const;
  return [
    {
      type: 'billing.subscription.started.v1',
      data: {
        subscriptionId,
        userId,
        standing: { old: null, new: standing },
        period,
        anchor,
        trialEnd,
        former,
      },
    },
    ...(trialEnd === null ? paymentDue(userId, { subscriptionId, standing, period }) : []),
  ];
}

function changePlan(
  { userId, sold, at, resetUsage }: GivePlan,
  state: ExistingSubscription,
): readonly SubscriptionEvent[] {
  refuseUnless(state, ['trialing', 'active'], 'moved to another plan');
  const { status, standing, period, anchor } = state;
  const now = { status, ...sold };
  if (jsonEquals(now, standing)) return [];
  const isOnTrial = status === 'trialing';
  const next: AnchoredPeriod =
    isOnTrial || sold.interval === standing.interval ? { period, anchor } : periodFrom(at, at, sold.interval);
  return [
    {
      type: 'billing.subscription.plan-changed.v1',
      data: {
        ...inPeriodFact(userId, state, now, next),
        proration: isOnTrial ? withoutProration(standing, sold) : prorate(standing, sold, period, at),
        usageFrom: resetUsage ? at : state.usageFrom,
      },
    },
  ];
}

function schedulePlanChange(
  { userId, planId }: SchedulePlanChange,
  state: ExistingSubscription,
): readonly SubscriptionEvent[] {
  refuseUnless(state, ['trialing', 'active'], 'moved to another plan');
  const { standing, atPeriodEnd, period } = state;
  const planned = atPeriodEnd?.kind === 'change-plan' ? atPeriodEnd.planId : standing.planId;
  if (planId === planned) return [];
  const whose = factOf(userId, state);
  return [
    planId === standing.planId
      ? {
          type: 'billing.subscription.plan-change-withdrawn.v1',
          data: { ...whose, planId: planned },
        }
      : {
          type: 'billing.subscription.plan-change-scheduled.v1',
          data: { ...whose, planId: { old: standing.planId, new: planId }, at: period.end },
        },
  ];
}

function scheduleCancellation(userId: string, state: ExistingSubscription): readonly SubscriptionEvent[] {
  refuseUnless(state, OPEN, 'canceled');
  if (state.atPeriodEnd?.kind === 'cancel') return [];
  return [
    {
      type: 'billing.subscription.cancellation-scheduled.v1',
      data: { ...factOf(userId, state), at: state.period.end },
    },
  ];
}

function resume(
  { userId, at }: ResumeSubscription,
  state: ExistingSubscription,
): readonly SubscriptionEvent[] {
  const { subscriptionId, status, standing, period, anchor, atPeriodEnd } = state;
  const isCanceledThen = atPeriodEnd?.kind === 'cancel';
  if (status !== 'paused') {
    if (!isCanceledThen) throw subscriptionErrors.forbidden('resumed', status);
    return [withdrawn(userId, state)];
  }
  const active: SubscriptionStanding = { ...standing, status: 'active' };
  const isOver = at >= period.end;
  const next = isOver ? periodFrom(at, at, standing.interval) : { period, anchor };
  return [
    {
      type: 'billing.subscription.resumed.v1',
      data: inPeriodFact(userId, state, active, next),
    },
    ...(isCanceledThen ? [withdrawn(userId, { subscriptionId, standing: active })] : []),
    ...(isOver ? paymentDue(userId, { subscriptionId, standing: active, period: next.period }) : []),
  ];
}

function withdrawn(
  userId: string,
  now: Pick<ExistingSubscription, 'subscriptionId' | 'standing'>,
): SubscriptionEvent {
  return { type: 'billing.subscription.cancellation-withdrawn.v1', data: factOf(userId, now) };
}

/** What is over, renewed already or not due yet is left as it is: the clock may come late, or twice. */
function renew(command: RenewSubscription, state: ExistingSubscription): readonly SubscriptionEvent[] {
  const { userId, at } = command;
  const { subscriptionId, status, atPeriodEnd, period, anchor } = state;
  if (isClosed(status) || at < period.end) return [];
  if (atPeriodEnd?.kind === 'cancel') return move('cancel', userId, state);
  // Nobody has paid for this period, so there is no next one.
  if (status === 'past_due') return move('expire', userId, state);
  if (status === 'paused') return [];
  const sold = soldNext(command, state);
  if (sold === undefined) return [];
  const active: SubscriptionStanding = { status: 'active', ...sold };
  const next = periodFrom(anchor, period.end, sold.interval);
  return [
    {
      type: 'billing.subscription.renewed.v1',
      data: inPeriodFact(userId, state, active, next),
    },
    ...paymentDue(userId, { subscriptionId, standing: active, period: next.period }),
  ];
}

/** @returns undefined when the command was made for another state than this one: it has to be made again. */
function soldNext(
  { plans }: RenewSubscription,
  { standing, atPeriodEnd }: ExistingSubscription,
): SoldPlan | undefined {
  const { planId, planVersion, price, interval } = standing;
  const planned = atPeriodEnd?.kind === 'change-plan' ? atPeriodEnd.planId : planId;
  if (!Object.hasOwn(plans, planned)) return undefined;
  return plans[planned] ?? plans[planId] ?? { planId, planVersion, price, interval };
}

/** What goes on is over, and whoever would give the person another one comes too late, in whichever order the two are told. */
function endWithAccount(userId: string, state: SubscriptionBefore): readonly SubscriptionStreamEvent[] {
  const isOver = state.status === 'none' || isClosed(state.status);
  return [
    ...(isOver ? [] : move('cancel', userId, state)),
    { type: 'billing.subscription.account-ended.v1', data: { userId } },
  ];
}

/** Whoever comes by themselves finds nothing to be done; whoever was asked is told. */
function afterItsAccount({ kind }: SubscriptionCommand): readonly SubscriptionEvent[] {
  if (WITHOUT_CALLER.has(kind)) return [];
  throw subscriptionErrors.accountEnded();
}

const WITHOUT_CALLER: ReadonlySet<SubscriptionCommand['kind']> = new Set([
  'end-with-account',
  'renew',
  'activate',
  'fail-payment',
] as const);

/** What is said of another payment than the last one changes nothing: it comes late, or twice. Nor does what is so already. */
function answerPayment(
  { kind, userId, paymentId }: AnswerPayment,
  state: SubscriptionBefore,
): readonly SubscriptionEvent[] {
  if (state.status === 'none' || state.paymentId !== paymentId) return [];
  return TRANSITIONS[kind].from.includes(state.status) ? move(kind, userId, state) : [];
}

function move(
  kind: TransitionKind,
  userId: string,
  state: ExistingSubscription,
): readonly SubscriptionEvent[] {
  const { from, to, event, done } = TRANSITIONS[kind];
  refuseUnless(state, from, done);
  return [
    {
      type: event,
      data: factOf(userId, state, { ...state.standing, status: to }),
    } as SubscriptionEvent,
  ];
}

/** Of what costs nothing, none is. */
function paymentDue(
  userId: string,
  now: Pick<ExistingSubscription, 'subscriptionId' | 'standing' | 'period'>,
): readonly SubscriptionEvent[] {
  const { subscriptionId, standing, period } = now;
  if (standing.price.amount === 0) return [];
  return [
    {
      type: 'billing.subscription.payment-due.v1',
      data: {
        ...factOf(userId, now),
        paymentId: `${subscriptionId}:${period.start}`,
        amount: standing.price,
        period,
      },
    },
  ];
}

/** What every event says: whose subscription it is, and how that stands before and after. */
function factOf(
  userId: string,
  { subscriptionId, standing: old }: Pick<ExistingSubscription, 'subscriptionId' | 'standing'>,
  now: SubscriptionStanding = old,
) {
  return { subscriptionId, userId, standing: { old, new: now } };
}

/** The same for one that is in another period after it. */
function inPeriodFact(
  userId: string,
  state: ExistingSubscription,
  now: SubscriptionStanding,
  next: AnchoredPeriod,
) {
  return {
    ...factOf(userId, state, now),
    period: { old: state.period, new: next.period },
    anchor: next.anchor,
  };
}

function refuseUnless(
  { status }: ExistingSubscription,
  from: readonly SubscriptionStatus[],
  done: string,
): void {
  if (!from.includes(status)) throw subscriptionErrors.forbidden(done, status);
}
