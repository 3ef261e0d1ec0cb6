import { withChanges } from '@reeve/billing/domain';
import { BILLING_STREAMS, jsonEquals } from '@reeve/contracts';
import type {
  PlanEvent,
  SubscriptionEvent,
  SubscriptionStanding,
  SubscriptionStreamEvent,
} from '@reeve/contracts';
import { occurredAt, put } from '@reeve/event-sourcing';
import type { ProjectedOperation, Projection, ReadDocument } from '@reeve/event-sourcing';
import type { RecordedEvent } from '@reeve/event-store';
import { movedDay } from './billing-days.js';
import { PLANS, projectedCollections, SUBSCRIBERS, SUBSCRIPTIONS } from './billing.collections.js';
import type { PlanDocument, SubscriberDocument, SubscriptionDocument } from './billing.collections.js';
import { counted, NOTHING_COUNTED } from './plan-count.js';
import { movedSubscription, startedSubscription } from './subscription-document.js';

/**
 * Plans with what they count, subscriptions, which of them is somebody's last, and what has moved by the day. Nothing is ever counted but by its
 * events.
 */
export const billingProjection: Projection = {
  name: 'billing',
  version: 4,
  collections: projectedCollections,
  filter: { streamPrefixes: [BILLING_STREAMS.plan, BILLING_STREAMS.subscription] },

  async project(recorded, read) {
    const event = recorded as unknown as PlanEvent | SubscriptionStreamEvent;
    // What there was is canceled by an event of its own.
    if (event.type === 'billing.subscription.account-ended.v1') return [];
    return 'standing' in event.data
      ? await projectSubscription(recorded, event as SubscriptionEvent, read)
      : await projectPlan(recorded, event as PlanEvent, read);
  },
};

async function projectPlan(
  recorded: RecordedEvent,
  event: PlanEvent,
  read: ReadDocument,
): Promise<readonly ProjectedOperation[]> {
  const at = occurredAt(recorded);
  if (event.type === 'billing.plan.created.v1') {
    const { planId, version, details } = event.data;
    // Of a plan that had the id and was deleted: what has begun at that very moment is counted on.
    const former = version > 1 ? await read<PlanDocument>(PLANS, planId) : undefined;
    const { subscriptions, yearlyRevenue } = former ?? NOTHING_COUNTED;
    const document: PlanDocument = {
      planId,
      status: 'existing',
      version,
      details,
      createdAt: at,
      updatedAt: at,
      archivedAt: null,
      subscriptions,
      yearlyRevenue,
      changed: recorded.position,
    };
    return [put(recorded, PLANS, planId, document)];
  }
  const plan = await read<PlanDocument>(PLANS, event.data.planId);
  if (plan === undefined) throw new Error(`The plan ${event.data.planId} was never created`);
  const now = (changes: Partial<PlanDocument>): readonly ProjectedOperation[] => [
    put(recorded, PLANS, plan.planId, {
      ...plan,
      updatedAt: at,
      ...changes,
      changed: recorded.position,
    }),
  ];
  switch (event.type) {
    case 'billing.plan.changed.v1':
      return now({ version: event.data.version, details: withChanges(plan.details, event) });
    case 'billing.plan.activated.v1':
      return now({ details: { ...plan.details, active: true } });
    case 'billing.plan.deactivated.v1':
      return now({ details: { ...plan.details, active: false } });
    case 'billing.plan.deleted.v1':
      return now({ status: 'deleted' });
    case 'billing.plan.archived.v1':
      return now({ status: 'archived', archivedAt: at });
    default:
      event satisfies never;
      return [];
  }
}

async function projectSubscription(
  recorded: RecordedEvent,
  event: SubscriptionEvent,
  read: ReadDocument,
): Promise<readonly ProjectedOperation[]> {
  return [
    ...(await countedPlans(recorded, event, read)),
    ...(await subscriptionDocument(recorded, event, read)),
    ...(await movedDay(recorded, event, read)),
  ];
}

/** The plan that a subscription has, and the one it had. */
async function countedPlans(
  recorded: RecordedEvent,
  { data }: SubscriptionEvent,
  read: ReadDocument,
): Promise<readonly ProjectedOperation[]> {
  const { old, new: now } = data.standing;
  if (old !== null && jsonEquals(old, now)) return [];
  const moves: readonly (readonly [SubscriptionStanding, 1 | -1])[] = [
    ...(old === null ? [] : [[old, -1] as const]),
    [now, 1],
  ];
  const operations: ProjectedOperation[] = [];
  for (const planId of new Set(moves.map(([standing]) => standing.planId))) {
    const plan = await read<PlanDocument>(PLANS, planId);
    if (plan === undefined) throw new Error(`The plan ${planId} of a subscription was never created`);
    if (recorded.position <= plan.changed) continue;
    const document = moves
      .filter(([standing]) => standing.planId === planId)
      .reduce<PlanDocument>(
        (counting, [standing, by]) => ({ ...counting, ...counted(counting, standing, by) }),
        { ...plan, changed: recorded.position },
      );
    operations.push(put(recorded, PLANS, planId, document));
  }
  return operations;
}

async function subscriptionDocument(
  recorded: RecordedEvent,
  event: SubscriptionEvent,
  read: ReadDocument,
): Promise<readonly ProjectedOperation[]> {
  const { subscriptionId, userId } = event.data;
  const at = occurredAt(recorded);
  if (event.type === 'billing.subscription.started.v1') {
    const last: SubscriberDocument = { subscriptionId };
    return [
      put(recorded, SUBSCRIPTIONS, subscriptionId, startedSubscription(event, at)),
      put(recorded, SUBSCRIBERS, userId, last),
    ];
  }
  const before = await read<SubscriptionDocument>(SUBSCRIPTIONS, subscriptionId);
  if (before === undefined) throw new Error(`The subscription ${subscriptionId} was never started`);
  return [put(recorded, SUBSCRIPTIONS, subscriptionId, movedSubscription(event, before, at))];
}
