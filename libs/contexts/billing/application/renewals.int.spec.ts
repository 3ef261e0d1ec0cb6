import { createBillingApplication } from '@reeve/billing/application';
import type { BillingApplication } from '@reeve/billing/application';
import { billingCollections, billingProjection, SUBSCRIPTIONS } from '@reeve/billing/projections';
import { BILLING_INTERVALS } from '@reeve/contracts';
import type { BillingInterval, SubscriptionEvent } from '@reeve/contracts';
import type { DocumentStore } from '@reeve/document-store';
import { openMemoryDocumentStore } from '@reeve/document-store/memory';
import { createEventStamp, Projector } from '@reeve/event-sourcing';
import { EventStoreUnavailableError } from '@reeve/event-store';
import type { EventStore } from '@reeve/event-store';
import { MemoryLog, openMemoryEventStore } from '@reeve/event-store/memory';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { call, draft } from '../testing/billing-installation.js';
import { countedPeriod } from '../testing/counted-period.js';
import { RenewalClock } from './renewal-clock.js';

const DAY_MS = 86_400_000;
const JANUARY_31 = Date.parse('2027-01-31T22:30:00.000Z');
/** Another count tells the same of more. */
const SUBSCRIPTIONS_OF_A_YEAR = Number(process.env['REEVE_TEST_SUBSCRIPTIONS'] ?? 200);

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
    const clock = new RenewalClock(
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

/** What is sold by the week is renewed fifty times in a year. */
const OFTEN: readonly BillingInterval[] = ['month', 'month', 'month', 'month', 'year', 'week'];

/** The same sequence for the same seed. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** The log as a process sees it that dies at some append: before it is there, or when it is and nobody hears of it. */
function dyingAfter(appends: number, isHeard: boolean): EventStore {
  const store = openMemoryEventStore(log);
  let left = appends;
  return {
    append: async (...args) => {
      left -= 1;
      if (left > 0) return await store.append(...args);
      if (left === 0 && !isHeard) await store.append(...args);
      throw new EventStoreUnavailableError('The process has died');
    },
    readStream: (...args) => store.readStream(...args),
    readAll: (...args) => store.readAll(...args),
    subscribe: (...args) => store.subscribe(...args),
    head: () => store.head(),
    close: () => store.close(),
  };
}

interface Life {
  readonly billing: BillingApplication;
  hasDied: boolean;
}

/** A process that dies at one of its first hundred appends. */
function startLife(random: () => number): Life {
  const dying = dyingAfter(1 + Math.floor(random() * 100), random() < 0.5);
  const life: Life = { billing: startProcess(dying, () => (life.hasDied = true)), hasDied: false };
  return life;
}

it('A year of renewals is each of them once, whenever processes die', async () => {
  const random = randomNumbers(2027);
  const administrator = startProcess();
  for (const interval of BILLING_INTERVALS) await plan(administrator, interval, interval);
  const beginnings = new Map<string, { readonly anchor: string; readonly interval: BillingInterval }>();
  let life = startLife(random);
  let deaths = 0;
  for (let day = 0; day <= 365; day++) {
    const newcomers = Math.ceil((SUBSCRIPTIONS_OF_A_YEAR - beginnings.size) / Math.max(1, 60 - day));
    for (let index = 0; index < newcomers && day < 60; index++) {
      now = JANUARY_31 + day * DAY_MS + Math.floor(random() * 1_000_000);
      const interval = OFTEN[Math.floor(random() * OFTEN.length)] ?? 'day';
      const { subscription } = await give(administrator, `user-${String(beginnings.size)}`, interval);
      beginnings.set(subscription.id, { anchor: new Date(now).toISOString(), interval });
    }
    now = JANUARY_31 + (day + 1) * DAY_MS;
    for (let count = 1; count > 0 || life.hasDied;) {
      if (life.hasDied) {
        deaths += 1;
        life = startLife(random);
      }
      count = await life.billing.renewals.run();
    }
  }
  expect(deaths).toBeGreaterThan(30);

  const done = await renewals();
  const end = new Date(now).toISOString();
  for (const [subscriptionId, { anchor, interval }] of beginnings) {
    const expected: string[] = [];
    for (let index = 1; countedPeriod(anchor, interval, index).start <= end; index++) {
      expected.push(countedPeriod(anchor, interval, index).start);
    }
    expect(done.get(subscriptionId) ?? []).toEqual(expected);
  }
  const events = await happened();
  const payments = events.flatMap(({ type, data }) =>
    type === 'billing.subscription.payment-due.v1' ? [data.paymentId] : [],
  );
  const renewed = [...done.values()].reduce((sum, starts) => sum + starts.length, 0);
  expect(new Set(payments).size).toBe(payments.length);
  expect(payments).toHaveLength(beginnings.size + renewed);
  expect(await documentStore.collection(SUBSCRIPTIONS).count()).toBe(SUBSCRIPTIONS_OF_A_YEAR);
}, 600_000);
