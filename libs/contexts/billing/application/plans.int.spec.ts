import type { PlanDraft, PlanStatistics } from '@reeve/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BillingInstallation, call, draft } from '../testing/billing-installation.js';
import type { BillingProcess } from '../testing/billing-installation.js';

let installation: BillingInstallation;
let process: BillingProcess;
beforeEach(() => {
  installation = new BillingInstallation();
  process = installation.startProcess();
});
afterEach(() => installation.close());

const create = (
  planId: string | null,
  changes: Partial<PlanDraft> = {},
  { by = process, as = call() } = {},
) => by.billing.planCommands.create({ planId, draft: draft(changes) }, as);
const update = (planId: string, changes: Partial<PlanDraft>, by = process) =>
  by.billing.planCommands.update({ planId, changes }, call());
const remove = (planId: string) => process.billing.planCommands.delete({ planId }, call());
const toggle = (planId: string) => process.billing.planCommands.toggle({ planId }, call());
const duplicate = (planId: string, by = process, as = call()) =>
  by.billing.planCommands.duplicate({ planId }, as);
async function list(active: boolean | null = null, archived = false, by = process) {
  const { plans } = await by.billing.plans.list({ active, archived, known: null });
  return JSON.parse(plans ?? '') as readonly PlanStatistics[];
}

const period = { start: '2026-01-01T00:00:00.000Z', end: '2026-02-01T00:00:00.000Z' };
const subscribe = (userId: string, planId: string, amount = 999, currency = 'USD') =>
  process.subscription({
    kind: 'give-plan',
    userId,
    subscriptionId: `of ${userId}`,
    sold: { planId, planVersion: 1, price: { amount, currency }, interval: 'month' },
    at: period.start,
    trialEnd: null,
    resetUsage: false,
  });
const cancel = (userId: string) => process.subscription({ kind: 'cancel', userId });

describe('A plan', () => {
  it('is answered as it is read from then on', async () => {
    const { plan, visible } = await create('pro', { quotas: { requests: 100, images: null } });
    expect(visible).toBe(true);
    expect(plan).toEqual({
      id: 'pro',
      name: 'Pro',
      name_ru: null,
      description: null,
      description_ru: null,
      price: 9.99,
      currency: 'USD',
      interval: 'month',
      quotas: { requests: 100, images: null },
      features: null,
      is_active: true,
      display_order: 0,
      plan_extra_metadata: null,
      version: 1,
      archived_at: null,
      created_at: plan.created_at,
      updated_at: plan.created_at,
    });
    expect(await process.billing.plans.one('pro')).toEqual(plan);
  });

  it('is made once by a command that comes again, under the same id', async () => {
    const as = call();
    const [first, again] = [await create(null, {}, { as }), await create(null, {}, { as })];
    expect(first.plan.id).toMatch(/^pro_[0-9a-f]{8}$/);
    expect(again.plan).toEqual(first.plan);
    expect(await list()).toHaveLength(1);
  });

  it('has an id that no other plan has, however many ask at once, in whichever process', async () => {
    const other = installation.startProcess();
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) => create('pro', {}, { by: index % 2 === 0 ? process : other })),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected')
        expect(outcome.reason).toMatchObject({ code: 'BILLING-PLAN-EXISTS' });
    }
  });

  it.each(['unknown', 'no stream/has this name', ''])('that is unknown (%j) is not found', async (planId) => {
    const refused = { code: 'BILLING-PLAN-NOT-FOUND', status: 404 };
    await expect(process.billing.plans.one(planId)).rejects.toMatchObject(refused);
    await expect(update(planId, {})).rejects.toMatchObject(refused);
    await expect(remove(planId)).rejects.toMatchObject(refused);
    await expect(toggle(planId)).rejects.toMatchObject(refused);
    await expect(duplicate(planId)).rejects.toMatchObject(refused);
    await expect(process.billing.plans.subscribers({ planId, page: 1, pageSize: 20 })).rejects.toMatchObject(
      refused,
    );
  });

  it('is copied as the log has it, once for each command', async () => {
    await create('pro', { nameRu: 'Профи', displayOrder: 3 });
    await update('pro', { price: '19.99' }, installation.startProcess());
    const as = call();
    const { plan } = await duplicate('pro', process, as);
    expect(plan).toMatchObject({
      name: 'Pro (Copy)',
      name_ru: 'Профи (Копия)',
      price: 19.99,
      is_active: false,
      display_order: 4,
      version: 1,
    });
    expect(plan.id).toMatch(/^pro_copy_[0-9a-f]{8}$/);
    expect((await duplicate('pro', process, as)).plan).toEqual(plan);
    expect(await list()).toHaveLength(2);
  });

  it('is deleted, and then not there', async () => {
    await create('pro');
    expect(await remove('pro')).toEqual({ archived: false, visible: true });
    await expect(process.billing.plans.one('pro')).rejects.toMatchObject({ code: 'BILLING-PLAN-NOT-FOUND' });
    expect(await list(null, true)).toEqual([]);
    expect((await create('pro')).plan.version).toBe(2);
  });

  it('that has had subscribers is archived, and can still be read', async () => {
    await create('pro');
    await subscribe('ada', 'pro');
    await expect(remove('pro')).rejects.toMatchObject({
      code: 'BILLING-PLAN-HAS-SUBSCRIBERS',
      extra: { active_subscriptions: 1 },
    });
    await cancel('ada');
    expect(await remove('pro')).toEqual({ archived: true, visible: true });
    expect((await process.billing.plans.one('pro')).archived_at).toEqual(expect.any(Number));
    expect(await list()).toEqual([]);
    expect(await list(null, true)).toHaveLength(1);
    await expect(toggle('pro')).rejects.toMatchObject({ code: 'BILLING-PLAN-ARCHIVED', status: 409 });
    expect((await duplicate('pro')).plan.archived_at).toBeNull();
  });

  it('has quotas that do not fall for whoever has it', async () => {
    await create('pro');
    await subscribe('ada', 'pro');
    await subscribe('bob', 'pro');
    const paymentId = `of bob:${period.start}`;
    await process.subscription({ kind: 'fail-payment', userId: 'bob', paymentId });
    await expect(update('pro', { quotas: { requests: 99 } })).rejects.toMatchObject({
      code: 'BILLING-QUOTA-LOWERED',
      extra: { active_subscriptions: 2, quotas: [{ quota: 'requests', old: 100, new: 99 }] },
    });
    await cancel('ada');
    await cancel('bob');
    expect((await update('pro', { quotas: { requests: 99 } })).plan).toMatchObject({ version: 2 });
  });

  it('that nothing is said of anew has no event', async () => {
    await create('pro');
    const before = await installation.history();
    await update('pro', {});
    await update('pro', { name: 'Pro', price: '9.990', quotas: { requests: 100 } });
    expect(await installation.history()).toHaveLength(before.length);
  });
});

describe('A list of plans', () => {
  it('is in their order, then by id, and of those that were asked for', async () => {
    await create('b', { displayOrder: 1, active: false });
    await create('c');
    await create('a', { displayOrder: 1 });
    const ids = async (active: boolean | null) => (await list(active)).map(({ plan }) => plan.id);
    expect(await ids(null)).toEqual(['c', 'a', 'b']);
    expect(await ids(true)).toEqual(['c', 'a']);
    expect(await ids(false)).toEqual(['b']);
    await update('c', { displayOrder: 2 });
    await remove('a');
    expect(await ids(null)).toEqual(['b', 'c']);
  });

  it('shows what another process has changed', async () => {
    const other = installation.startProcess();
    await create('pro');
    expect(await list(null, false, other)).toHaveLength(1);
    await toggle('pro');
    expect(await list(true, false, other)).toEqual([]);
  });

  it('shows both plans that one event has changed', async () => {
    await create('pro');
    await create('free');
    await subscribe('ada', 'free');
    await list();
    await process.billing.subscriptionCommands.give(
      { userId: 'ada', planId: 'pro', resetUsage: false, atPeriodEnd: false, trialDays: 0 },
      call(),
    );
    const counts = (await list()).map(({ plan, total_subscriptions: total }) => [plan.id, total]);
    expect(counts).toEqual([
      ['free', 0],
      ['pro', 1],
    ]);
  });

  it('is as the documents are after these were made anew', async () => {
    await create('pro');
    await create('free');
    const before = await list();
    await installation.rebuild();
    expect(await list()).toEqual(before);
  });

  it('is not sent again to whoever knows it', async () => {
    await create('pro');
    const ask = (known: string | null) =>
      process.billing.plans.list({ active: null, archived: false, known });
    const { tag, plans } = await ask(null);
    expect(plans).not.toBeNull();
    expect(await ask(tag)).toEqual({ tag, plans: null });
    await update('pro', { name: 'Max' });
    const changed = await ask(tag);
    expect(changed.plans).toContain('Max');
    await update('pro', { name: 'Pro' });
    expect((await ask(changed.tag)).tag).not.toBe(changed.tag);
  });

  it('counts subscriptions by their status, and revenue by currency', async () => {
    await create('pro');
    await subscribe('ada', 'pro');
    await subscribe('bob', 'pro');
    await cancel('bob');
    const [one] = await list();
    expect(one).toMatchObject({
      active_subscriptions: 1,
      canceled_subscriptions: 1,
      trialing_subscriptions: 0,
      total_subscriptions: 2,
      mrr: 9.99,
      mrr_by_currency: { USD: 9.99 },
    });
    await subscribe('cyd', 'pro', 1500, 'JPY');
    const [two] = await list();
    expect(two).not.toHaveProperty('mrr');
    expect(two?.mrr_by_currency).toEqual({ USD: 9.99, JPY: 1500 });
  });

  it('has no revenue of a plan that nobody has', async () => {
    await create('free', { price: '0' });
    expect(await list()).toMatchObject([{ mrr: 0, mrr_by_currency: {}, total_subscriptions: 0 }]);
  });
});

describe('A plan that is given', () => {
  const give = (userId: string, planId: string, as = call()) =>
    process.billing.subscriptionCommands.give(
      { userId, planId, resetUsage: false, atPeriodEnd: false, trialDays: 0 },
      as,
    );

  it('is had from now on, under its version of now, whichever process changed it last', async () => {
    await create('pro', { active: false });
    await update('pro', { price: '19.99' }, installation.startProcess());
    const { subscription, plan, visible } = await give('ada', 'pro');
    expect(visible).toBe(true);
    expect(subscription).toMatchObject({
      user_id: 'ada',
      plan_id: 'pro',
      plan_version: 2,
      status: 'active',
      price: 19.99,
      trial_end: null,
    });
    expect(await process.billing.subscriptions.ofUser('ada')).toEqual({ subscription, plan });
    await update('pro', { price: '29.99' });
    const { subscription: kept, plan: changed } = await process.billing.subscriptions.ofUser('ada');
    expect([kept, changed?.price]).toEqual([subscription, 29.99]);
  });

  it('takes the place of the one they have, and starts anew after one that is over', async () => {
    await create('pro');
    await create('free');
    const { subscription: first } = await give('ada', 'free');
    const { subscription: moved } = await give('ada', 'pro');
    expect([moved.id, moved.plan_id]).toEqual([first.id, 'pro']);
    await cancel('ada');
    const { subscription: second } = await give('ada', 'free');
    expect(second.id).not.toBe(first.id);
    expect((await process.billing.subscriptions.ofUser('ada')).subscription).toEqual(second);
    expect((await list()).map((each) => each.total_subscriptions)).toEqual([1, 1]);
  });

  it('is counted, and no longer is, in a list that was read before', async () => {
    await create('pro');
    await create('free');
    await give('ada', 'free');
    await list();
    await give('ada', 'pro');
    const counts = (await list()).map((each) => [each.plan.id, each.active_subscriptions]);
    expect(Object.fromEntries(counts)).toEqual({ pro: 1, free: 0 });
  });

  it('is given once by a command that comes again, and once of many at the same moment', async () => {
    await create('pro');
    const as = call();
    const [first, again] = [await give('ada', 'pro', as), await give('ada', 'pro', as)];
    expect(again.subscription).toEqual(first.subscription);
    await Promise.all(Array.from({ length: 20 }, () => give('bob', 'pro')));
    expect((await list())[0]?.total_subscriptions).toBe(2);
  });

  it('is one that there is', async () => {
    await create('pro');
    await subscribe('ada', 'pro');
    await cancel('ada');
    await remove('pro');
    await expect(give('bob', 'pro')).rejects.toMatchObject({ code: 'BILLING-PLAN-ARCHIVED', status: 409 });
    await expect(give('bob', 'other')).rejects.toMatchObject({ code: 'BILLING-PLAN-NOT-FOUND' });
    await expect(give('bob', 'no/stream')).rejects.toMatchObject({ code: 'BILLING-PLAN-NOT-FOUND' });
    expect(await process.billing.subscriptions.ofUser('bob')).toEqual({ subscription: null, plan: null });
  });
});

describe('The subscribers of a plan', () => {
  it('are in one order, from whichever end a page is read', async () => {
    await create('pro');
    for (let index = 0; index < 7; index++) await subscribe(`person-${String(index)}`, 'pro');
    const page = async (number: number, pageSize: number) =>
      (await process.billing.plans.subscribers({ planId: 'pro', page: number, pageSize })).items;
    const all = await page(1, 10);
    expect(all).toHaveLength(7);
    for (const pageSize of [1, 2, 3, 7]) {
      const pages = await Promise.all(Array.from({ length: 8 }, (_, index) => page(index + 1, pageSize)));
      expect(pages.flat()).toEqual(all);
    }
  });

  it('come page by page, whatever their status', async () => {
    await create('pro');
    await create('free');
    for (const userId of ['ada', 'bob', 'cyd']) await subscribe(userId, 'pro');
    await subscribe('dan', 'free');
    await cancel('bob');
    const page = (number: number) =>
      process.billing.plans.subscribers({ planId: 'pro', page: number, pageSize: 2 });
    const [first, second, third] = [await page(1), await page(2), await page(3)];
    expect([first.total, second.total, third.total]).toEqual([3, 3, 3]);
    expect(third.items).toEqual([]);
    const all = [...first.items, ...second.items];
    expect(all.map(({ userId }) => userId).toSorted()).toEqual(['ada', 'bob', 'cyd']);
    expect(all.find(({ userId }) => userId === 'bob')).toMatchObject({
      status: 'canceled',
      planVersion: 1,
      periodStart: Date.parse(period.start) / 1000,
      periodEnd: Date.parse(period.end) / 1000,
    });
  });
});
