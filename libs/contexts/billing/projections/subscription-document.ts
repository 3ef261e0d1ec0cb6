import { isClosed } from '@reeve/contracts';
import type { SubscriptionEvent, SubscriptionPeriod, SubscriptionStanding } from '@reeve/contracts';
import type { SubscriptionDocument } from './billing.collections.js';

type Started = Extract<SubscriptionEvent, { readonly type: 'billing.subscription.started.v1' }>;

/** A subscription as it starts. @param at epoch seconds. */
export function startedSubscription({ data }: Started, at: number): SubscriptionDocument {
  const { userId, standing, period, trialEnd } = data;
  return withDueTime({
    userId,
    ...soldAs(standing.new),
    startedAt: at,
    changedAt: at,
    ...periodOf(period),
    trialEnd: trialEnd === null ? null : epochSeconds(trialEnd),
    cancelAtPeriodEnd: false,
    nextPlanId: null,
    usageFrom: Date.parse(period.start),
  });
}

/** A subscription as an event leaves it. @param at epoch seconds. */
export function movedSubscription(
  event: Exclude<SubscriptionEvent, Started>,
  before: SubscriptionDocument,
  at: number,
): SubscriptionDocument {
  const { new: standing } = event.data.standing;
  const over = isClosed(standing.status) ? { cancelAtPeriodEnd: false, nextPlanId: null } : {};
  return withDueTime({ ...before, ...soldAs(standing), changedAt: at, ...over, ...changesBy(event, before) });
}

function changesBy(
  event: Exclude<SubscriptionEvent, Started>,
  { endsAt, usageFrom }: SubscriptionDocument,
): Partial<SubscriptionDocument> {
  switch (event.type) {
    case 'billing.subscription.renewed.v1': {
      const { new: period } = event.data.period;
      const planned = { cancelAtPeriodEnd: false, nextPlanId: null };
      return { ...periodOf(period), ...planned, usageFrom: Date.parse(period.start) };
    }
    case 'billing.subscription.plan-changed.v1': {
      const { period, usageFrom: from } = event.data;
      return { ...periodOf(period.new), nextPlanId: null, usageFrom: Date.parse(from) };
    }
    case 'billing.subscription.resumed.v1': {
      const { new: period } = event.data.period;
      const isNew = Date.parse(period.end) !== endsAt;
      return { ...periodOf(period), usageFrom: isNew ? Date.parse(period.start) : usageFrom };
    }
    case 'billing.subscription.plan-change-scheduled.v1':
      return { cancelAtPeriodEnd: false, nextPlanId: event.data.planId.new };
    case 'billing.subscription.plan-change-withdrawn.v1':
      return { nextPlanId: null };
    case 'billing.subscription.cancellation-scheduled.v1':
      return { cancelAtPeriodEnd: true, nextPlanId: null };
    case 'billing.subscription.cancellation-withdrawn.v1':
      return { cancelAtPeriodEnd: false };
    case 'billing.subscription.activated.v1':
    case 'billing.subscription.payment-failed.v1':
    case 'billing.subscription.paused.v1':
    case 'billing.subscription.payment-due.v1':
    case 'billing.subscription.canceled.v1':
    case 'billing.subscription.expired.v1':
      return {};
    default:
      event satisfies never;
      return {};
  }
}

/** A pause has no end of its own, unless it is to end for good. */
function withDueTime(document: Omit<SubscriptionDocument, 'dueAt'>): SubscriptionDocument {
  const { status, cancelAtPeriodEnd, endsAt } = document as SubscriptionDocument;
  const isDue = !isClosed(status) && (status !== 'paused' || cancelAtPeriodEnd);
  return { ...document, dueAt: isDue ? endsAt : null } as SubscriptionDocument;
}

const soldAs = ({ status, planId, planVersion, price, interval }: SubscriptionStanding) => ({
  status,
  planId,
  planVersion,
  price,
  interval,
});

const periodOf = ({ start, end }: SubscriptionPeriod) => ({
  periodStart: epochSeconds(start),
  periodEnd: epochSeconds(end),
  endsAt: Date.parse(end),
});

const epochSeconds = (time: string): number => Math.floor(Date.parse(time) / 1000);
