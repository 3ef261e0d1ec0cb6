import { randomUUID } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { BillingApplication } from '@reeve/billing/application';
import { copyOfPlan, planStream, subscriptionStream, withChanges } from '@reeve/billing/domain';
import { isClosed } from '@reeve/contracts';
import type { PlanDetails, PlanEvent, SubscriptionEvent, SubscriptionStreamEvent } from '@reeve/contracts';
import { systemCall } from '@reeve/event-sourcing';
import { beforeEach, describe, expect, it } from 'vitest';
import { call, draft } from '../testing/billing-installation.js';
import { EmbeddedBilling } from '../testing/embedded-billing.js';
import { randomNumbers } from '../testing/random-numbers.js';

/** How often each race is run. Another count tells the same of more. */
const ROUNDS = Number(process.env['REEVE_TEST_BILLING_RACES'] ?? 10);
const JANUARY_31 = Date.parse('2027-01-31T22:30:00.000Z');
const FEBRUARY_28 = Date.parse('2027-02-28T22:30:00.000Z');
/** One of two is let go first by so many turns of the event loop at most: about as long as the other one takes. */
const MOST_TURNS = 12;

let installation: EmbeddedBilling;
/** Two replicas over one log. */
let here: BillingApplication;
let there: BillingApplication;
let random: () => number;
beforeEach(async () => {
  installation = await EmbeddedBilling.open(JANUARY_31);
  here = installation.startProcess();
  there = installation.startProcess();
  random = randomNumbers(2027);
  await plan('pro');
  await plan('max', '60');
});

const plan = (planId: string, price = '30') =>
  here.planCommands.create({ planId, draft: draft({ name: planId, price }) }, call());
const give = (billing: BillingApplication, userId: string, planId = 'pro', atPeriodEnd = false) =>
  billing.subscriptionCommands.give({ userId, planId, resetUsage: false, atPeriodEnd, trialDays: 0 }, call());
const codeOf = (outcome: PromiseSettledResult<unknown>): string | undefined =>
  outcome.status === 'rejected' ? (outcome.reason as { readonly code: string }).code : undefined;

/** Both at once, or one of them a little sooner. */
async function race<One, Other>(
  one: () => Promise<One>,
  other: () => Promise<Other>,
): Promise<[PromiseSettledResult<One>, PromiseSettledResult<Other>]> {
  const turns = Math.round((random() * 2 - 1) * MOST_TURNS);
  const after = async <T>(count: number, action: () => Promise<T>) => {
    for (let turn = 0; turn < count; turn++) await nextTurn();
    return await action();
  };
  return await Promise.allSettled([after(-turns, one), after(turns, other)]);
}

async function rounds(round: (id: string) => Promise<void>): Promise<void> {
  for (let index = 0; index < ROUNDS; index++) await round(`round-${String(index)}`);
}

/** Who has a subscription to "pro" of their own in each round, whose first period is over. */
async function roundsOfDue(round: (userId: string) => Promise<void>): Promise<void> {
  await rounds(async (userId) => {
    installation.now = JANUARY_31;
    await give(here, userId);
    installation.now = FEBRUARY_28;
    await round(userId);
  });
}

const planEvents = async (planId: string) =>
  (await installation.stream(planStream(planId))) as unknown as readonly PlanEvent[];
const typesOf = (events: readonly { readonly type: string }[]) =>
  events.map(({ type }) => type.replace(/^billing\.(plan|subscription)\.(.*)\.v1$/, '$2'));

/** Of one person; each goes on from where the one before it left, nothing leads out of what is over, and nothing is to be paid twice. */
async function subscriptionEvents(userId: string): Promise<readonly SubscriptionEvent[]> {
  const events = (await installation.stream(subscriptionStream(userId))) as unknown as SubscriptionEvent[];
  const [started, ...rest] = events;
  rest.forEach(({ data }, index) => {
    expect(data.standing.old).toEqual(events[index]?.data.standing.new);
    expect(isClosed(events[index]?.data.standing.new.status ?? 'active')).toBe(false);
  });
  expect(started?.type).toBe('billing.subscription.started.v1');
  const payments = events.flatMap(({ type, data }) =>
    type === 'billing.subscription.payment-due.v1' ? [data.paymentId] : [],
  );
  expect(new Set(payments).size).toBe(payments.length);
  return events;
}

/** The clock's later passes, until nothing is due. */
async function renewWhatIsLeft(): Promise<void> {
  while ((await there.renewals.run()) > 0);
}

describe('Of two at the same time, on two replicas', () => {
  it('a toggle and a deletion: a deleted plan is not toggled', async () => {
    await rounds(async (planId) => {
      await plan(planId);
      const [toggled, deleted] = await race(
        () => here.planCommands.toggle({ planId }, call()),
        () => there.planCommands.delete({ planId }, call()),
      );
      expect(deleted.status).toBe('fulfilled');
      const isToggled = toggled.status === 'fulfilled';
      if (!isToggled) expect(codeOf(toggled)).toBe('BILLING-PLAN-NOT-FOUND');
      expect(typesOf(await planEvents(planId))).toEqual([
        'created',
        ...(isToggled ? ['deactivated'] : []),
        'deleted',
      ]);
    });
  }, 60_000);

  it('a copy and a change: the copy is the plan as it was before or as it is after, and nothing between', async () => {
    await rounds(async (planId) => {
      await plan(planId);
      const changes = { price: '40', quotas: { requests: 200 } };
      const [copied, changed] = await race(
        () => here.planCommands.duplicate({ planId }, call()),
        () => there.planCommands.update({ planId, changes }, call()),
      );
      if (copied.status === 'rejected' || changed.status === 'rejected') throw new Error('One was refused');
      const [created, change, ...others] = await planEvents(planId);
      const [copy, ...changesOfCopy] = await planEvents(copied.value.plan.id);
      if (
        created?.type !== 'billing.plan.created.v1' ||
        change?.type !== 'billing.plan.changed.v1' ||
        copy?.type !== 'billing.plan.created.v1'
      ) {
        throw new Error('The streams do not begin as plans do');
      }
      expect([...others, ...changesOfCopy]).toEqual([]);
      const before: PlanDetails = created.data.details;
      expect([copyOfPlan(before), copyOfPlan(withChanges(before, change))]).toContainEqual(copy.data.details);
      expect(copy.data.copyOf).toBe(planId);
    });
  }, 60_000);

  it('a change of plan and a renewal: the period begins once, and the person has the plan they were given', async () => {
    await roundsOfDue(async (userId) => {
      const [given] = await race(
        () => give(here, userId, 'max'),
        () => there.renewals.run(),
      );
      expect(given.status).toBe('fulfilled');
      await renewWhatIsLeft();
      const events = await subscriptionEvents(userId);
      expect(typesOf(events).toSorted()).toEqual([
        'payment-due',
        'payment-due',
        'plan-changed',
        'renewed',
        'started',
      ]);
      expect(events.at(-1)?.data.standing.new).toMatchObject({ planId: 'max', status: 'active' });
    });
  }, 60_000);

  it('a change of plan for the end of the period and a renewal: it is the end of the one that it was decided in', async () => {
    await roundsOfDue(async (userId) => {
      const [given] = await race(
        () => give(here, userId, 'max', true),
        () => there.renewals.run(),
      );
      expect(given.status).toBe('fulfilled');
      await renewWhatIsLeft();
      const events = await subscriptionEvents(userId);
      const types = typesOf(events);
      expect(types.filter((type) => type === 'renewed')).toHaveLength(1);
      const isBefore = types.indexOf('plan-change-scheduled') < types.indexOf('renewed');
      expect(events.at(-1)?.data.standing.new.planId).toBe(isBefore ? 'max' : 'pro');
      const { subscription } = await here.subscriptions.ofUser(userId);
      expect(subscription?.next_plan_id).toBe(isBefore ? null : 'max');
    });
  }, 60_000);

  it.each(['cancel', 'cancel-at-period-end'] as const)(
    'a renewal and to %s: what is over is not renewed, and ends once',
    async (move) => {
      await roundsOfDue(async (userId) => {
        const [canceled] = await race(
          () => here.subscriptionCommands.move({ userId, move }, call()),
          () => there.renewals.run(),
        );
        expect(canceled.status).toBe('fulfilled');
        await renewWhatIsLeft();
        const types = typesOf(await subscriptionEvents(userId));
        const renewed = types.includes('renewed') ? ['renewed', 'payment-due'] : [];
        const ending =
          move === 'cancel'
            ? ['canceled']
            : ['cancellation-scheduled', ...(renewed.length > 0 ? [] : ['canceled'])];
        expect(types).toEqual(['started', 'payment-due', ...renewed, ...ending]);
      });
    },
    60_000,
  );

  it('a lowered quota and a subscription that begins: who subscribes has the quota of the version they were sold', async () => {
    await rounds(async (planId) => {
      await plan(planId);
      const lower = (requests: number) =>
        there.planCommands.update({ planId, changes: { quotas: { requests } } }, call());
      const [given, lowered] = await race(
        () => give(here, planId, planId),
        () => lower(10),
      );
      expect(given.status).toBe('fulfilled');
      const [started] = await subscriptionEvents(planId);
      const { planVersion } = started?.data.standing.new ?? {};
      if (lowered.status === 'rejected') expect(codeOf(lowered)).toBe('BILLING-QUOTA-LOWERED');
      else expect(lowered.value.plan.version).toBe(2);
      expect(typesOf(await planEvents(planId))).toEqual([
        'created',
        ...(lowered.status === 'fulfilled' ? ['changed'] : []),
      ]);
      const usage = await here.usage.one(planId, 'requests', call());
      expect(usage.quota_limit).toBe(planVersion === 1 ? 100 : 10);
      // From then on, nobody is overlooked.
      await expect(lower(5)).rejects.toMatchObject({ code: 'BILLING-QUOTA-LOWERED' });
    });
  }, 60_000);

  it('a plan given and the deletion of the account: nothing goes on that belongs to nobody', async () => {
    await rounds(async (userId) => {
      const [given, ended] = await race(
        () => give(here, userId),
        () => there.subscriptionCommands.endWithAccount(userId, systemCall('deletion', randomUUID())),
      );
      expect(ended.status).toBe('fulfilled');
      const isGiven = given.status === 'fulfilled';
      if (!isGiven) expect(codeOf(given)).toBe('BILLING-ACCOUNT-ENDED');
      const events = (await installation.stream(
        subscriptionStream(userId),
      )) as unknown as readonly SubscriptionStreamEvent[];
      expect(typesOf(events)).toEqual([
        ...(isGiven ? ['started', 'payment-due', 'canceled'] : []),
        'account-ended',
      ]);
      await expect(give(here, userId, 'max')).rejects.toMatchObject({ code: 'BILLING-ACCOUNT-ENDED' });
    });
  }, 60_000);
});
