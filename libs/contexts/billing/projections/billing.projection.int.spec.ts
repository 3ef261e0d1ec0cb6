import { subscriptionDecider, yearlyRevenue } from '@reeve/billing/domain';
import type {
  AnswerPayment,
  MoveSubscription,
  SoldPlan,
  SubscriptionCommand,
  SubscriptionState,
} from '@reeve/billing/domain';
import { BILLING_INTERVALS, earns } from '@reeve/contracts';
import type { PlanDetails, PlanEvent, SubscriptionStanding, SubscriptionStreamEvent } from '@reeve/contracts';
import type { CollectionDefinition, DocumentStore } from '@reeve/document-store';
import { openMemoryDocumentStore } from '@reeve/document-store/memory';
import { recordedEvent } from '@reeve/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { billingCollections, PLANS, SUBSCRIBERS, SUBSCRIPTIONS } from './billing.collections.js';
import type { PlanDocument, SubscriptionDocument } from './billing.collections.js';
import { billingProjection } from './billing.projection.js';

const details: PlanDetails = {
  name: 'Pro',
  nameRu: null,
  description: null,
  descriptionRu: null,
  price: { amount: 1000, currency: 'USD' },
  interval: 'month',
  quotas: { requests: 10 },
  features: null,
  active: true,
  displayOrder: 0,
};
const created = (planId: string, version = 1): PlanEvent => ({
  type: 'billing.plan.created.v1',
  data: { planId, version, details, copyOf: null },
});
const period = { start: '2026-01-01T00:00:00.000Z', end: '2026-02-01T00:00:00.000Z' };

type Event = PlanEvent | SubscriptionStreamEvent;

async function project(store: DocumentStore, happened: readonly Event[]): Promise<void> {
  const read = (collection: CollectionDefinition, id: string) => store.collection(collection).get(id);
  for (const event of happened.map((event, index) => recordedEvent(event, index))) {
    await store.write(await billingProjection.project(event, read as never));
  }
}

const everything = (store: DocumentStore) =>
  Promise.all(billingCollections.map((each) => store.collection(each).find({ limit: 100 })));

async function plan(store: DocumentStore, planId: string): Promise<PlanDocument> {
  const document = await store.collection<PlanDocument>(PLANS).get(planId);
  if (document === undefined) throw new Error(`There is no plan ${planId}`);
  return document;
}

/** What commands lead to, one person after the other. */
function subscribed(commands: readonly SubscriptionCommand[]): readonly SubscriptionStreamEvent[] {
  const states = new Map<string, SubscriptionState>();
  return commands.flatMap((command) => {
    const before = states.get(command.userId) ?? subscriptionDecider.initialState;
    try {
      const events = subscriptionDecider.decide(aboutTheLast(command, before), before);
      states.set(
        command.userId,
        events.reduce((state, event) => subscriptionDecider.evolve(state, event), before),
      );
      return events;
    } catch {
      return [];
    }
  });
}

/** An answer to a payment is one to the last that was due. */
const aboutTheLast = (command: SubscriptionCommand, state: SubscriptionState): SubscriptionCommand =>
  'paymentId' in command && 'paymentId' in state
    ? { ...command, paymentId: state.paymentId ?? command.paymentId }
    : command;

const sold = (planId: string, rest: Partial<SoldPlan> = {}): SoldPlan => ({
  planId,
  planVersion: 1,
  price: details.price,
  interval: 'month',
  ...rest,
});
const give = (userId: string, plan: SoldPlan, subscriptionId = `of ${userId}`): SubscriptionCommand => ({
  kind: 'give-plan',
  userId,
  subscriptionId,
  sold: plan,
  at: period.start,
  trialEnd: null,
  resetUsage: false,
});
const move = (kind: MoveSubscription['kind'], userId: string): SubscriptionCommand => ({ kind, userId });
const answer = (kind: AnswerPayment['kind'], userId: string): SubscriptionCommand => ({
  kind,
  userId,
  paymentId: 'the last',
});
const renew = (userId: string): SubscriptionCommand => ({ kind: 'renew', userId, at: period.end, plans: {} });

/** Without what has come to nothing. */
function standingOf({ subscriptions, yearlyRevenue: revenue }: PlanDocument) {
  return {
    ...Object.fromEntries(Object.entries(subscriptions).filter(([, count]) => count !== 0)),
    ...revenue,
  };
}

/** The same, from what each subscription has come to. */
function fold(standings: readonly SubscriptionStanding[]) {
  const counts: Record<string, number> = {};
  const revenue: Record<string, bigint> = {};
  for (const { status, price, interval } of standings) {
    counts[status] = (counts[status] ?? 0) + 1;
    if (earns(status)) {
      revenue[price.currency] = (revenue[price.currency] ?? 0n) + yearlyRevenue(price, interval);
    }
  }
  const earning = Object.entries(revenue).filter(([, sum]) => sum !== 0n);
  return { ...counts, ...Object.fromEntries(earning.map(([currency, sum]) => [currency, String(sum)])) };
}

describe('The projection of billing', () => {
  it('shows plans as they are, and when they came to be that', async () => {
    const store = openMemoryDocumentStore(billingCollections);
    await project(store, [
      created('pro'),
      {
        type: 'billing.plan.changed.v1',
        data: {
          planId: 'pro',
          version: 2,
          changes: { quotas: { old: { requests: 10 }, new: null }, name: { old: 'Pro', new: 'Max' } },
        },
      },
      { type: 'billing.plan.deactivated.v1', data: { planId: 'pro' } },
      { type: 'billing.plan.archived.v1', data: { planId: 'pro', subscriptions: 1 } },
    ]);
    expect(await plan(store, 'pro')).toEqual({
      planId: 'pro',
      status: 'archived',
      version: 2,
      details: { ...details, name: 'Max', quotas: null, active: false },
      createdAt: 0,
      updatedAt: 3,
      archivedAt: 3,
      subscriptions: {},
      yearlyRevenue: {},
      changed: '00000003',
    });
  });

  it('counts who has a plan, and what comes in by it, at the price it was sold for', async () => {
    const store = openMemoryDocumentStore(billingCollections);
    const euros = sold('pro', { price: { amount: 900, currency: 'EUR' }, interval: 'week', planVersion: 2 });
    await project(store, [
      created('pro'),
      created('free'),
      ...subscribed([
        give('ada', sold('pro')),
        give('bob', euros),
        give('cyd', sold('pro')),
        answer('fail-payment', 'cyd'),
        give('dan', sold('pro')),
        move('cancel', 'dan'),
        give('dan', sold('pro'), 'another'),
        give('dan', sold('free')),
      ]),
    ]);
    expect(await plan(store, 'pro')).toMatchObject({
      subscriptions: { active: 2, past_due: 1, canceled: 1 },
      yearlyRevenue: { USD: '12000', EUR: '46800' },
    });
    expect(await plan(store, 'free')).toMatchObject({
      subscriptions: { active: 1 },
      yearlyRevenue: { USD: '12000' },
    });
    expect(await store.collection(SUBSCRIPTIONS).get('another')).toEqual({
      userId: 'dan',
      planId: 'free',
      planVersion: 1,
      status: 'active',
      price: details.price,
      interval: 'month',
      startedAt: 12,
      changedAt: 14,
      periodStart: Date.parse(period.start) / 1000,
      periodEnd: Date.parse(period.end) / 1000,
      trialEnd: null,
      cancelAtPeriodEnd: false,
      nextPlanId: null,
      usageFrom: Date.parse(period.start),
      endsAt: Date.parse(period.end),
      dueAt: Date.parse(period.end),
    });
    expect(await store.collection(SUBSCRIBERS).get('dan')).toEqual({ subscriptionId: 'another' });
  });

  it('says of a subscription when something is to become of it, and what', async () => {
    const store = openMemoryDocumentStore(billingCollections);
    const { end } = period;
    const next = { start: end, end: '2026-03-01T00:00:00.000Z' };
    const ada = (kind: MoveSubscription['kind']) => move(kind, 'ada');
    await project(store, [created('pro'), created('free')]);
    const commands: SubscriptionCommand[] = [give('ada', sold('pro'))];
    let seen = 2;
    async function after(...more: SubscriptionCommand[]) {
      commands.push(...more);
      const events = subscribed(commands);
      const read = (collection: CollectionDefinition, id: string) => store.collection(collection).get(id);
      for (; seen < events.length + 2; seen++) {
        const event = events[seen - 2];
        if (event !== undefined) {
          await store.write(await billingProjection.project(recordedEvent(event, seen), read as never));
        }
      }
      const [found] = await store.collection<SubscriptionDocument>(SUBSCRIPTIONS).find({ limit: 1 });
      return found?.document;
    }
    const schedule = { kind: 'schedule-plan-change', userId: 'ada', planId: 'free' } as const;
    expect(await after(schedule)).toMatchObject({ nextPlanId: 'free', dueAt: Date.parse(end) });
    expect(await after({ ...schedule, planId: 'pro' })).toMatchObject({ nextPlanId: null });
    const renew = {
      kind: 'renew',
      userId: 'ada',
      at: end,
      plans: { free: sold('free'), pro: null },
    } as const;
    expect(await after(schedule, renew)).toMatchObject({
      planId: 'free',
      nextPlanId: null,
      usageFrom: Date.parse(next.start),
      dueAt: Date.parse(next.end),
    });
    expect(await after(ada('pause'))).toMatchObject({ status: 'paused', dueAt: null });
    const cancellation = { kind: 'schedule-cancellation', userId: 'ada' } as const;
    expect(await after(cancellation)).toMatchObject({
      cancelAtPeriodEnd: true,
      dueAt: Date.parse(next.end),
    });
    const at = '2026-05-01T00:00:00.000Z';
    expect(await after({ kind: 'resume', userId: 'ada', at })).toMatchObject({
      status: 'active',
      cancelAtPeriodEnd: false,
      usageFrom: Date.parse(at),
      dueAt: Date.parse('2026-06-01T00:00:00.000Z'),
    });
    expect(await after(cancellation, ada('cancel'))).toMatchObject({
      status: 'canceled',
      cancelAtPeriodEnd: false,
      dueAt: null,
    });
  });

  it('counts nothing twice when it runs over the same events again', async () => {
    const events = [created('pro'), ...subscribed([give('ada', sold('pro')), move('pause', 'ada')])];
    const [once, twice] = [
      openMemoryDocumentStore(billingCollections),
      openMemoryDocumentStore(billingCollections),
    ];
    await project(once, events);
    await project(twice, events);
    await project(twice, events);
    expect(await everything(twice)).toEqual(await everything(once));
  });

  it('goes on counting who subscribed while a plan was deleted', async () => {
    const store = openMemoryDocumentStore(billingCollections);
    await project(store, [
      created('pro'),
      { type: 'billing.plan.deleted.v1', data: { planId: 'pro' } },
      ...subscribed([give('ada', sold('pro'))]),
      created('pro', 2),
    ]);
    expect(await plan(store, 'pro')).toMatchObject({ status: 'existing', subscriptions: { active: 1 } });
  });

  it('comes to what a fold of the log comes to, after any history', async () => {
    const planIds = ['a', 'b', 'c'];
    const userId = fc.constantFrom('ada', 'bob', 'cyd', 'dan');
    const anyPlan = fc.record({
      planId: fc.constantFrom(...planIds),
      planVersion: fc.integer({ min: 1, max: 3 }),
      price: fc.record({ amount: fc.nat(1_000_000), currency: fc.constantFrom('USD', 'JPY') }),
      interval: fc.constantFrom(...BILLING_INTERVALS),
    });
    const command = fc.oneof(
      fc.tuple(userId, anyPlan, fc.uuid()).map(([user, plan, id]) => give(user, plan, id)),
      fc.tuple(fc.constantFrom('pause', 'cancel'), userId).map(([kind, user]) => move(kind, user)),
      fc.tuple(fc.constantFrom('activate', 'fail-payment'), userId).map(([kind, user]) => answer(kind, user)),
      userId.map((user) => renew(user)),
      userId.map((user): SubscriptionCommand => ({ kind: 'end-with-account', userId: user })),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(command, { maxLength: 15 }), async (commands) => {
        const store = openMemoryDocumentStore(billingCollections);
        const events = subscribed(commands);
        await project(store, [...planIds.map((id) => created(id)), ...events]);
        const last = new Map(
          events.flatMap(({ data }) =>
            'standing' in data ? [[data.subscriptionId, data.standing.new] as const] : [],
          ),
        );
        for (const planId of planIds) {
          const having = [...last.values()].filter((standing) => standing.planId === planId);
          expect(standingOf(await plan(store, planId))).toEqual(fold(having));
        }
      }),
      { numRuns: 10_000 },
    );
  }, 120_000);

  it('stands still at what cannot have happened', async () => {
    const store = openMemoryDocumentStore(billingCollections);
    const toggled: PlanEvent = { type: 'billing.plan.activated.v1', data: { planId: 'pro' } };
    await expect(project(store, [toggled])).rejects.toThrow('The plan pro was never created');
  });
});
