import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BillingInstallation, call, draft } from '../testing/billing-installation.js';
import type { BillingProcess } from '../testing/billing-installation.js';

let installation: BillingInstallation;
let process: BillingProcess;
beforeEach(async () => {
  installation = new BillingInstallation();
  process = installation.startProcess();
  await plan('pro', { images: 10, requests: null, 'GPU hours ☁': 1 });
});
afterEach(() => installation.close());

const plan = (planId: string, quotas: Readonly<Record<string, number | null>>) =>
  process.billing.planCommands.create({ planId, draft: draft({ quotas }) }, call());
const give = (userId: string, planId = 'pro', resetUsage = false) =>
  process.billing.subscriptionCommands.give(
    { userId, planId, resetUsage, atPeriodEnd: false, trialDays: 0 },
    call(),
  );
const record = (userId: string, metric: string, amount = 1, by = process, as = call()) =>
  by.billing.usage.record({ userId, metric, amount }, as);
const used = (userId: string, metric: string, by = process) => by.billing.usage.one(userId, metric, call());
const recorded = async () =>
  (await installation.history()).filter(({ type }) => type === 'billing.usage.recorded.v1');

describe('Usage', () => {
  it('is recorded as far as the quota goes, all of what is asked for or nothing', async () => {
    await give('ada');
    expect(await record('ada', 'images', 8)).toEqual({
      allowed: true,
      metric: 'images',
      current_usage: 8,
      quota_limit: 10,
      remaining: 2,
    });
    expect(await record('ada', 'images', 3)).toMatchObject({ allowed: false, current_usage: 8 });
    expect(await record('ada', 'images', 2)).toMatchObject({ allowed: true, remaining: 0 });
    expect(await process.billing.usage.check({ userId: 'ada', metric: 'images', amount: 1 }, call())).toEqual(
      {
        allowed: false,
        metric: 'images',
        current_usage: 10,
        quota_limit: 10,
        remaining: 0,
      },
    );
    expect(await recorded()).toHaveLength(2);
  });

  it('of the last ten units is given to ten of fifty that ask at once, in several processes', async () => {
    await give('ada');
    const processes = [process, installation.startProcess(), installation.startProcess()];
    const decisions = await Promise.all(
      Array.from({ length: 50 }, (_, index) => record('ada', 'images', 1, processes[index % 3])),
    );
    expect(decisions.filter(({ allowed }) => allowed)).toHaveLength(10);
    expect(await recorded()).toHaveLength(10);
    for (const by of processes) expect(await used('ada', 'images', by)).toMatchObject({ remaining: 0 });
  });

  it('is recorded once by a command that comes again', async () => {
    await give('ada');
    const as = call();
    const first = await record('ada', 'images', 4, process, as);
    expect(await record('ada', 'images', 4, process, as)).toEqual(first);
    expect(await used('ada', 'images')).toMatchObject({ current_usage: 4 });
  });

  it('is unlimited where the plan says so, or nothing of it; and counted', async () => {
    await give('ada');
    for (const metric of ['requests', 'tokens_input']) {
      expect(await record('ada', metric, 1_000_000)).toEqual({
        allowed: true,
        metric,
        current_usage: 1_000_000,
        quota_limit: null,
        remaining: null,
      });
    }
    expect(await process.billing.usage.all('ada', call())).toEqual({
      tokens_input: { used: 1_000_000, limit: null, remaining: null, percentage: null },
      tokens_output: { used: 0, limit: null, remaining: null, percentage: null },
      requests: { used: 1_000_000, limit: null, remaining: null, percentage: null },
      images: { used: 0, limit: 10, remaining: 10, percentage: 0 },
      audio_minutes: { used: 0, limit: null, remaining: null, percentage: null },
      'GPU hours ☁': { used: 0, limit: 1, remaining: 1, percentage: 0 },
    });
    expect((await record('ada', 'GPU hours ☁')).remaining).toBe(0);
  });

  it('is not counted without a subscription that goes on', async () => {
    const free = { allowed: true, metric: 'images', current_usage: 0, quota_limit: null, remaining: null };
    expect(await record('bob', 'images', 100)).toEqual(free);
    await give('ada');
    await record('ada', 'images', 10);
    await process.billing.subscriptionCommands.move({ userId: 'ada', move: 'cancel' }, call());
    expect(await record('ada', 'images', 100)).toEqual(free);
  });

  it('of a paused subscription is refused', async () => {
    await give('ada');
    await process.billing.subscriptionCommands.move({ userId: 'ada', move: 'pause' }, call());
    const refused = { code: 'BILLING-SUBSCRIPTION-STATE', status: 409, extra: { state: 'paused' } };
    await expect(record('ada', 'images')).rejects.toMatchObject(refused);
    const asked = await process.billing.usage.check({ userId: 'ada', metric: 'images', amount: 1 }, call());
    expect(asked).toMatchObject({ allowed: false, remaining: 10 });
  });

  it('is of a metric that there is', async () => {
    const refused = { code: 'BILLING-METRIC-UNKNOWN', status: 400 };
    await expect(used('ada', 'GPU hours ☁')).rejects.toMatchObject(refused);
    await expect(record('ada', '__proto__')).rejects.toMatchObject(refused);
  });

  it('counts against the version that was sold, and goes on with another plan unless it is reset', async () => {
    await give('ada');
    await record('ada', 'images', 9);
    await process.billing.planCommands.update(
      { planId: 'pro', changes: { quotas: { images: 100, requests: null, 'GPU hours ☁': 1 } } },
      call(),
    );
    expect(await used('ada', 'images')).toMatchObject({ quota_limit: 10, remaining: 1 });
    await plan('max', { images: 20 });
    await give('ada', 'max');
    expect(await used('ada', 'images')).toMatchObject({ current_usage: 9, quota_limit: 20 });
    await give('ada', 'pro', true);
    expect(await used('ada', 'images')).toMatchObject({ current_usage: 0, quota_limit: 100 });
  });
});
