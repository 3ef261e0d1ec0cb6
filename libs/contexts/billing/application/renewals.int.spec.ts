import { createBillingApplication } from '@reeve/billing/application';
import type { BillingApplication } from '@reeve/billing/application';
import { billingCollections, billingProjection } from '@reeve/billing/projections';
import type { BillingInterval, SubscriptionEvent } from '@reeve/contracts';
import type { DocumentStore } from '@reeve/document-store';
import { openMemoryDocumentStore } from '@reeve/document-store/memory';
import { createEventStamp, Projector } from '@reeve/event-sourcing';
import { EventStoreUnavailableError } from '@reeve/event-store';
import type { EventStore } from '@reeve/event-store';
import { MemoryLog, openMemoryEventStore } from '@reeve/event-store/memory';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { call, draft } from '../testing/billing-installation.js';
import { BillingClock } from './billing-clock.js';

const DAY_MS = 86_400_000;
const JANUARY_31 = Date.parse('2027-01-31T22:30:00.000Z');

let log: MemoryLog;
let documentStore: DocumentStore;
let projector: Projector;
let now: number;
beforeEach(() => {
  log = new MemoryLog();
  documentStore = openMemoryDocumentStore(billingCollections);
  projector = new Projector(billingProjection, openMemoryEventStore(log), documentStore);
  projector.start();
  now = JANUARY_31;
});
afterEach(() => projector.stop());

/** Another process over the same log and documents. */
const startProcess = (
  eventStore = openMemoryEventStore(log),
  onRenewalFailure: (error: unknown) => void = (error) => {
    throw error;
  },
): BillingApplication =>
  createBillingApplication({
    eventStore,
    documentStore,
    stamp: createEventStamp(() => Promise.resolve(null)),
    progress: projector,
    now: () => now,
    onRenewalFailure,
  });

const plan = (billing: BillingApplication, planId: string, interval: BillingInterval, price = '10') =>
  billing.planCommands.create({ planId, draft: draft({ interval, price }) }, call());
const give = (billing: BillingApplication, userId: string, planId: string, trialDays = 0) =>
  billing.subscriptionCommands.give(
    { userId, planId, resetUsage: false, atPeriodEnd: false, trialDays },
    call(),
  );
const shown = async (billing: BillingApplication, userId: string) =>
  (await billing.subscriptions.ofUser(userId)).subscription;

async function happened(): Promise<readonly SubscriptionEvent[]> {
  const events: SubscriptionEvent[] = [];
  const filter = { streamPrefixes: ['subscription-'] };
  for await (const event of openMemoryEventStore(log).readAll({ filter })) {
    events.push(event as unknown as SubscriptionEvent);
  }
  return events;
}

/** When the periods of each subscription began that were begun by a renewal, in order. */
async function renewals(): Promise<ReadonlyMap<string, readonly string[]>> {
  const starts = new Map<string, string[]>();
  for (const { type, data } of await happened()) {
    if (type !== 'billing.subscription.renewed.v1') continue;
    starts.set(data.subscriptionId, [...(starts.get(data.subscriptionId) ?? []), data.period.new.start]);
  }
  return starts;
}

describe('What is due', () => {
  it('is renewed under the version of then, once, and not before', async () => {
    const billing = startProcess();
    await plan(billing, 'pro', 'month');
    await give(billing, 'ada', 'pro');
    await billing.planCommands.update({ planId: 'pro', changes: { price: '20' } }, call());
    now = Date.parse('2027-02-28T22:29:59.999Z');
    expect(await billing.renewals.run()).toBe(0);
    now += 1;
    expect(await billing.renewals.run()).toBe(1);
    expect(await billing.renewals.run()).toBe(0);
    expect(await shown(billing, 'ada')).toMatchObject({ plan_version: 2, price: 20, status: 'active' });
    expect([...(await renewals()).values()]).toEqual([['2027-02-28T22:30:00.000Z']]);
  });

  it('is renewed for one period after the other when nobody has looked for long', async () => {
    const billing = startProcess();
    await plan(billing, 'pro', 'month');
    await give(billing, 'ada', 'pro');
    now = Date.parse('2027-05-01T00:00:00.000Z');
    let passes = 0;
    while ((await billing.renewals.run()) > 0) passes += 1;
    expect(passes).toBe(3);
    const starts = ['2027-02-28', '2027-03-31', '2027-04-30'].map((day) => `${day}T22:30:00.000Z`);
    expect([...(await renewals()).values()]).toEqual([starts]);
  });

  it('ends, changes its plan, or becomes one that is paid for', async () => {
    const billing = startProcess();
    await plan(billing, 'pro', 'month');
    await plan(billing, 'max', 'year', '100');
    for (const userId of ['ada', 'bob', 'dan']) await give(billing, userId, 'pro');
    await give(billing, 'cyd', 'pro', 10);
    await billing.subscriptionCommands.move({ userId: 'ada', move: 'cancel-at-period-end' }, call());
    await billing.subscriptionCommands.give(
      { userId: 'bob', planId: 'max', resetUsage: false, atPeriodEnd: true, trialDays: 0 },
      call(),
    );
    await billing.subscriptionCommands.move({ userId: 'dan', move: 'pause' }, call());
    now += 28 * DAY_MS;
    expect(await billing.renewals.run()).toBe(3);
    expect(await shown(billing, 'ada')).toMatchObject({ status: 'canceled', plan_id: 'pro' });
    expect(await shown(billing, 'bob')).toMatchObject({
      plan_id: 'max',
      interval: 'year',
      next_plan_id: null,
    });
    expect(await shown(billing, 'cyd')).toMatchObject({ status: 'active' });
    expect(await shown(billing, 'dan')).toMatchObject({ status: 'paused' });
  });

  it('takes a plan with lower quotas where that was asked for, and none that is archived or deleted', async () => {
    const billing = startProcess();
    for (const planId of ['pro', 'smaller', 'archived', 'deleted']) await plan(billing, planId, 'month');
    await billing.planCommands.update({ planId: 'smaller', changes: { quotas: { requests: 10 } } }, call());
    for (const planId of ['smaller', 'archived', 'deleted']) {
      await give(billing, planId, 'pro');
      await billing.subscriptionCommands.give(
        { userId: planId, planId, resetUsage: false, atPeriodEnd: true, trialDays: 0 },
        call(),
      );
    }
    await give(billing, 'zoe', 'archived');
    await billing.subscriptionCommands.move({ userId: 'zoe', move: 'cancel' }, call());
    expect(await billing.planCommands.delete({ planId: 'archived' }, call())).toMatchObject({
      archived: true,
    });
    expect(await billing.planCommands.delete({ planId: 'deleted' }, call())).toMatchObject({
      archived: false,
    });
    now += 28 * DAY_MS;
    expect(await billing.renewals.run()).toBe(3);
    expect(await shown(billing, 'smaller')).toMatchObject({ plan_id: 'smaller', plan_version: 2 });
    expect((await billing.usage.one('smaller', 'requests', call())).quota_limit).toBe(10);
    for (const userId of ['archived', 'deleted']) {
      expect(await shown(billing, userId)).toMatchObject({ plan_id: 'pro', next_plan_id: null });
      expect((await billing.usage.one(userId, 'requests', call())).quota_limit).toBe(100);
    }
  });

  it('goes on under a plan that was archived while it was paused, and can be given another one', async () => {
    const billing = startProcess();
    await plan(billing, 'pro', 'month');
    await plan(billing, 'max', 'month');
    await give(billing, 'ada', 'pro');
    await billing.subscriptionCommands.move({ userId: 'ada', move: 'pause' }, call());
    expect(await billing.planCommands.delete({ planId: 'pro' }, call())).toMatchObject({ archived: true });
    await billing.subscriptionCommands.move({ userId: 'ada', move: 'resume' }, call());
    now += 28 * DAY_MS;
    expect(await billing.renewals.run()).toBe(1);
    expect(await shown(billing, 'ada')).toMatchObject({ plan_id: 'pro', status: 'active' });
    expect(await give(billing, 'ada', 'max')).toMatchObject({ subscription: { plan_id: 'max' } });
    await expect(give(billing, 'ada', 'pro')).rejects.toMatchObject({ code: 'BILLING-PLAN-ARCHIVED' });
  });

  it('is renewed once by two processes at the same time', async () => {
    const [here, there] = [startProcess(), startProcess()];
    await plan(here, 'pro', 'month');
    for (let index = 0; index < 20; index++) await give(here, `user-${String(index)}`, 'pro');
    now += 28 * DAY_MS;
    await Promise.all([here.renewals.run(), there.renewals.run()]);
    const starts = [...(await renewals()).values()];
    expect(starts.map(({ length }) => length)).toEqual(Array.from({ length: 20 }, () => 1));
  });

  it('is left where the run was stopped, and gone on with by the next', async () => {
    const billing = startProcess();
    await plan(billing, 'pro', 'month');
    await Promise.all(
      Array.from({ length: 600 }, (_, index) => give(billing, `user-${String(index)}`, 'pro')),
    );
    now += 28 * DAY_MS;
    let parts = 0;
    expect(await billing.renewals.run(() => parts++ < 1)).toBe(500);
    expect(await startProcess().renewals.run()).toBe(100);
    expect((await renewals()).size).toBe(600);
  });

  it('waits for a log that is away, of which is told once', async () => {
    const administrator = startProcess();
    await plan(administrator, 'pro', 'month');
    for (const userId of ['ada', 'bob', 'cyd']) await give(administrator, userId, 'pro');
    now += 28 * DAY_MS;
    const failures: unknown[] = [];
    const away: EventStore = {
      ...openMemoryEventStore(log),
      readStream: (...args) => openMemoryEventStore(log).readStream(...args),
      append: () => Promise.reject(new EventStoreUnavailableError('away')),
    };
    const cutOff = startProcess(away, (failure) => failures.push(failure));
    await expect(cutOff.renewals.run()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(failures).toEqual([]);
    expect(await administrator.renewals.run()).toBe(3);
    expect((await renewals()).size).toBe(3);
  });

  it('is renewed by a clock while its process is the one at work, and no more once that is stopped', async () => {
    const ran: boolean[] = [];
    let isAtWork = false;
    let looked: () => void = () => undefined;
    const run = (mayGoOn: () => boolean) => {
      ran.push(mayGoOn());
      looked();
      return ran.length === 1 ? Promise.reject(new Error('away')) : Promise.resolve(0);
    };
    const next = () => new Promise<void>((resolve) => (looked = resolve));
    const failures: unknown[] = [];
    const clock = new BillingClock(
      { run },
      () => isAtWork,
      (error) => failures.push(error),
      1,
    );
    clock.start();
    isAtWork = true;
    await next();
    await next();
    expect(ran.slice(0, 2)).toEqual([true, true]);
    expect(failures).toEqual([new Error('away')]);
    await clock.stop();
    const { length } = ran;
    clock.start();
    await clock.stop();
    expect(ran).toHaveLength(length);
  });
});
