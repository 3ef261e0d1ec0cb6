import type { GivePlanRequest, SubscriptionMove } from '@reeve/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BillingInstallation, call, draft } from '../testing/billing-installation.js';
import type { BillingProcess } from '../testing/billing-installation.js';

const DAY_SECONDS = 86_400;

let installation: BillingInstallation;
let process: BillingProcess;
beforeEach(async () => {
  installation = new BillingInstallation();
  process = installation.startProcess();
  await plan('pro', '30');
  await plan('max', '60');
});
afterEach(() => installation.close());

const plan = (planId: string, price: string) =>
  process.billing.planCommands.create({ planId, draft: draft({ price }) }, call());
const give = (planId: string, options: Partial<GivePlanRequest> = {}, as = call()) =>
  process.billing.subscriptionCommands.give(
    { userId: 'ada', planId, resetUsage: false, atPeriodEnd: false, trialDays: 0, ...options },
    as,
  );
const move = (kind: SubscriptionMove) =>
  process.billing.subscriptionCommands.move({ userId: 'ada', move: kind }, call());
const shown = async () => (await process.billing.subscriptions.ofUser('ada')).subscription;

describe('A subscription', () => {
  it('may begin with a trial', async () => {
    const { subscription } = await give('pro', { trialDays: 14 });
    expect(subscription).toMatchObject({ status: 'trialing', trial_end: subscription.current_period_end });
    expect(subscription.current_period_end - subscription.current_period_start).toBe(14 * DAY_SECONDS);
  });

  it('changes its plan at once, and says what that comes to', async () => {
    await give('pro');
    const { subscription, plan: now, proration } = await give('max');
    expect([subscription.plan_id, now?.id]).toEqual(['max', 'max']);
    expect(proration).toEqual({
      credit: 30,
      credit_currency: 'USD',
      charge: 60,
      charge_currency: 'USD',
      net: 30,
    });
    expect((await give('pro')).proration?.net).toBe(-30);
    expect((await give('pro')).proration).toBeNull();
  });

  it('changes its plan at the end of its period, or stays with it after all', async () => {
    await give('pro');
    const planned = await give('max', { atPeriodEnd: true });
    expect(planned).toMatchObject({
      subscription: { plan_id: 'pro', next_plan_id: 'max' },
      plan: { id: 'pro' },
      proration: null,
    });
    expect(await shown()).toEqual(planned.subscription);
    expect((await give('pro', { atPeriodEnd: true })).subscription.next_plan_id).toBeNull();
  });

  it('is canceled at the end of its period, or goes on after all', async () => {
    await give('pro');
    const canceled = await move('cancel-at-period-end');
    expect(canceled.subscription).toMatchObject({ status: 'active', cancel_at_period_end: true });
    expect(await shown()).toEqual(canceled.subscription);
    expect((await move('resume')).subscription.cancel_at_period_end).toBe(false);
    await expect(move('resume')).rejects.toMatchObject({
      code: 'BILLING-SUBSCRIPTION-STATE',
      status: 409,
      extra: { state: 'active' },
    });
  });

  it('is paused, resumed and canceled, and then no subscription that goes on', async () => {
    await give('pro');
    expect((await move('pause')).subscription.status).toBe('paused');
    expect((await move('resume')).subscription.status).toBe('active');
    expect((await process.billing.subscriptions.openOf('ada')).subscription?.status).toBe('active');
    expect((await move('cancel')).subscription.status).toBe('canceled');
    expect(await process.billing.subscriptions.openOf('ada')).toEqual({ subscription: null, plan: null });
    for (const kind of ['cancel', 'cancel-at-period-end', 'pause', 'resume'] as const) {
      await expect(move(kind)).rejects.toMatchObject({ status: 409, extra: { state: 'canceled' } });
    }
  });

  it('that nobody has is not found', async () => {
    const refused = { code: 'BILLING-SUBSCRIPTION-NONE', status: 404 };
    for (const kind of ['cancel', 'cancel-at-period-end', 'pause', 'resume'] as const) {
      await expect(move(kind)).rejects.toMatchObject(refused);
    }
    await expect(give('pro', { atPeriodEnd: true })).rejects.toMatchObject(refused);
    expect(await shown()).toBeNull();
  });

  it('is one for a command that comes again, with what it came to', async () => {
    await give('pro');
    const as = call();
    const first = await give('max', {}, as);
    expect(await give('max', {}, as)).toEqual(first);
  });
});

describe('The plans that somebody can have', () => {
  it('are those that are offered, in their order', async () => {
    await process.billing.planCommands.toggle({ planId: 'pro' }, call());
    expect((await process.billing.plans.offered()).map(({ id }) => id)).toEqual(['max']);
    expect((await process.billing.plans.oneOffered('max')).id).toBe('max');
    await expect(process.billing.plans.oneOffered('pro')).rejects.toMatchObject({
      code: 'BILLING-PLAN-NOT-FOUND',
    });
  });
});
