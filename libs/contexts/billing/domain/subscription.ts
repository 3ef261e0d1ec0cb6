import { BILLING_STREAMS, isClosed, jsonEquals, subscriptionErrors } from '@reeve/contracts';
import type {
  BillingInterval,
  JsonObject,
  Money,
  SubscriptionEvent,
  SubscriptionPeriod,
  SubscriptionStanding,
  SubscriptionStatus,
} from '@reeve/contracts';

/** A version of a plan as it is sold. */
export interface SoldPlan extends JsonObject {
  readonly planId: string;
  readonly planVersion: number;
  readonly price: Money;
  readonly interval: BillingInterval;
}

/** A person's subscription: the one that goes on, or the last that did. */
export type SubscriptionState =
  | { readonly status: 'none' }
  | {
      readonly status: SubscriptionStatus;
      readonly subscriptionId: string;
      readonly standing: SubscriptionStanding;
      readonly period: SubscriptionPeriod;
      readonly anchor: string;
      readonly trialEnd: string | null;
    };

type Existing = Exclude<SubscriptionState, { readonly status: 'none' }>;

export interface StartSubscription {
  readonly kind: 'start';
  readonly userId: string;
  readonly subscriptionId: string;
  readonly sold: SoldPlan;
  readonly period: SubscriptionPeriod;
  /** ISO 8601, UTC. */
  readonly anchor: string;
  /** ISO 8601, UTC; null: no trial. */
  readonly trialEnd: string | null;
}

/** To another plan, or to another version of it, in a period of its own. */
export interface ChangeSubscriptionPlan {
  readonly kind: 'change-plan';
  readonly userId: string;
  readonly sold: SoldPlan;
  readonly period: SubscriptionPeriod;
  readonly anchor: string;
}

/** Whatever the person has: another plan instead of it, or a subscription where none goes on. */
export interface GivePlan {
  readonly kind: 'give-plan';
  readonly userId: string;
  /** Of the subscription, where one starts. */
  readonly subscriptionId: string;
  readonly sold: SoldPlan;
  readonly period: SubscriptionPeriod;
  readonly anchor: string;
}

/** Into the next period, under the plan's version of now. */
export interface RenewSubscription {
  readonly kind: 'renew';
  readonly userId: string;
  readonly sold: SoldPlan;
  readonly period: SubscriptionPeriod;
}

export interface MoveSubscription {
  readonly kind: 'activate' | 'fail-payment' | 'pause' | 'resume' | 'cancel' | 'expire';
  readonly userId: string;
}

export type SubscriptionCommand =
  StartSubscription | ChangeSubscriptionPlan | GivePlan | RenewSubscription | MoveSubscription;

export const subscriptionStream = (userId: string): string => `${BILLING_STREAMS.subscription}${userId}`;

const OPEN = ['trialing', 'active', 'past_due', 'paused'] as const;

interface Transition {
  readonly from: readonly SubscriptionStatus[];
  readonly to: SubscriptionStatus;
  readonly event: SubscriptionEvent['type'];
  /** As it is said of the subscription. */
  readonly done: string;
}

/** The state machine: what leads from where to where. Nothing leads out of `canceled` and `expired`. */
export const TRANSITIONS: Readonly<Record<MoveSubscription['kind'], Transition>> = {
  activate: {
    from: ['trialing', 'past_due'],
    to: 'active',
    event: 'billing.subscription.activated.v1',
    done: 'activated',
  },
  'fail-payment': {
    from: ['trialing', 'active'],
    to: 'past_due',
    event: 'billing.subscription.payment-failed.v1',
    done: 'past due',
  },
  pause: { from: ['active'], to: 'paused', event: 'billing.subscription.paused.v1', done: 'paused' },
  resume: { from: ['paused'], to: 'active', event: 'billing.subscription.resumed.v1', done: 'resumed' },
  cancel: { from: OPEN, to: 'canceled', event: 'billing.subscription.canceled.v1', done: 'canceled' },
  expire: { from: OPEN, to: 'expired', event: 'billing.subscription.expired.v1', done: 'expired' },
};

/**
 * A person's subscriptions, one after the other in one stream: that one at most goes on is decided where it is known. Another one
 * begins when the last is over, under an id of its own.
 */
export const subscriptionDecider = {
  initialState: { status: 'none' } as SubscriptionState,

  decide(command: SubscriptionCommand, state: SubscriptionState): readonly SubscriptionEvent[] {
    if (command.kind === 'start') return start(command, state);
    if (command.kind === 'give-plan') {
      return state.status === 'none' || isClosed(state.status)
        ? start({ ...command, kind: 'start', trialEnd: null }, state)
        : changePlan({ ...command, kind: 'change-plan' }, state);
    }
    if (state.status === 'none') throw subscriptionErrors.none();
    switch (command.kind) {
      case 'change-plan':
        return changePlan(command, state);
      case 'renew':
        return renew(command, state);
      case 'activate':
      case 'fail-payment':
      case 'pause':
      case 'resume':
      case 'cancel':
      case 'expire':
        return move(command, state);
      default:
        return command satisfies never;
    }
  },

  evolve(state: SubscriptionState, event: SubscriptionEvent): SubscriptionState {
    const { status } = event.data.standing.new;
    if (event.type === 'billing.subscription.started.v1') {
      const { subscriptionId, standing, period, anchor, trialEnd } = event.data;
      return { status, subscriptionId, standing: standing.new, period, anchor, trialEnd };
    }
    if (state.status === 'none') return state;
    const moved: Existing = { ...state, status, standing: event.data.standing.new };
    switch (event.type) {
      case 'billing.subscription.plan-changed.v1':
        return { ...moved, period: event.data.period.new, anchor: event.data.anchor };
      case 'billing.subscription.renewed.v1':
        return { ...moved, period: event.data.period.new };
      case 'billing.subscription.activated.v1':
      case 'billing.subscription.payment-failed.v1':
      case 'billing.subscription.paused.v1':
      case 'billing.subscription.resumed.v1':
      case 'billing.subscription.canceled.v1':
      case 'billing.subscription.expired.v1':
        return moved;
      default:
        event satisfies never;
        return state;
    }
  },
};

function start(command: StartSubscription, state: SubscriptionState): readonly SubscriptionEvent[] {
  if (state.status !== 'none' && !isClosed(state.status)) throw subscriptionErrors.goesOn(state.status);
  const { userId, subscriptionId, sold, period, anchor, trialEnd } = command;
  const status = trialEnd === null ? 'active' : 'trialing';
  const former = state.status === 'none' ? null : state.subscriptionId;
  return [
    {
      type: 'billing.subscription.started.v1',
      data: {
        subscriptionId,
        userId,
        standing: { old: null, new: { status, ...sold } },
        period,
        anchor,
        trialEnd,
        former,
      },
    },
  ];
}

function changePlan(command: ChangeSubscriptionPlan, state: Existing): readonly SubscriptionEvent[] {
  const { userId, sold, period, anchor } = command;
  refuseUnless(state, ['trialing', 'active'], 'moved to another plan');
  const { subscriptionId, standing } = state;
  const now = { status: state.status, ...sold };
  if (jsonEquals(now, standing)) return [];
  return [
    {
      type: 'billing.subscription.plan-changed.v1',
      data: {
        subscriptionId,
        userId,
        standing: { old: standing, new: now },
        period: { old: state.period, new: period },
        anchor,
      },
    },
  ];
}

function renew({ userId, sold, period }: RenewSubscription, state: Existing): readonly SubscriptionEvent[] {
  refuseUnless(state, ['active'], 'renewed');
  // Renewed already, by whoever came first.
  if (period.start < state.period.end) return [];
  const { subscriptionId, standing } = state;
  return [
    {
      type: 'billing.subscription.renewed.v1',
      data: {
        subscriptionId,
        userId,
        standing: { old: standing, new: { status: state.status, ...sold } },
        period: { old: state.period, new: period },
      },
    },
  ];
}

function move({ kind, userId }: MoveSubscription, state: Existing): readonly SubscriptionEvent[] {
  const { from, to, event, done } = TRANSITIONS[kind];
  refuseUnless(state, from, done);
  const { subscriptionId, standing } = state;
  return [
    {
      type: event,
      data: { subscriptionId, userId, standing: { old: standing, new: { ...standing, status: to } } },
    } as SubscriptionEvent,
  ];
}

function refuseUnless({ status }: Existing, from: readonly SubscriptionStatus[], done: string): void {
  if (!from.includes(status)) throw subscriptionErrors.forbidden(done, status);
}
