import { SUBSCRIPTIONS } from '@reeve/billing/projections';
import { BILLING_INTERVALS } from '@reeve/contracts';
import type { BillingInterval, SubscriptionEvent } from '@reeve/contracts';
import { EventStoreUnavailableError } from '@reeve/event-store';
import type { EventStore } from '@reeve/event-store';
import { openMemoryEventStore } from '@reeve/event-store/memory';
import { expect, it } from 'vitest';
import { call, draft } from '../testing/billing-installation.js';
import { countedPeriod } from '../testing/counted-period.js';
import { EmbeddedBilling } from '../testing/embedded-billing.js';
import { randomNumbers } from '../testing/random-numbers.js';

const DAY_MS = 86_400_000;
const JANUARY_31 = Date.parse('2027-01-31T22:30:00.000Z');
/** Another count tells the same of more. */
const COUNT = Number(process.env['REEVE_TEST_SUBSCRIPTIONS'] ?? 200);
/** A process lives for so many appends at most: the more there is to do the longer, so that it does not only die. */
const LONGEST_LIFE = Math.max(100, COUNT / 10);
/** They come in the first sixty days. What is sold by the week is renewed fifty times in a year. */
const DAYS_OF_BEGINNINGS = 60;
const OFTEN: readonly BillingInterval[] = ['month', 'month', 'month', 'month', 'year', 'week'];

it('A year of renewals is each of them once, whenever processes die', async () => {
  const random = randomNumbers(2027);
  const installation = await EmbeddedBilling.open(JANUARY_31, openMemoryEventStore());
  const { eventStore, documentStore } = installation;
  const startMortal = () =>
    installation.startProcess({
      eventStore: dyingAfter(1 + Math.floor(random() * LONGEST_LIFE), random() < 0.5, eventStore),
      // Late, where the machine is busy: the next pass does it.
      onRenewalFailure: (error) => expect(error).toMatchObject({ code: 'DEADLINE-EXCEEDED' }),
    });

  const administrator = installation.startProcess();
  for (const interval of BILLING_INTERVALS) {
    await administrator.planCommands.create(
      { planId: interval, draft: draft({ interval, price: '10' }) },
      call(),
    );
  }
  const beginnings = new Map<string, { readonly anchor: string; readonly interval: BillingInterval }>();
  /** Those who come on one day come at one moment of it. */
  const begin = async (count: number) => {
    const anchor = new Date(installation.now).toISOString();
    const newcomers = Array.from({ length: count }, async (_, index) => {
      const interval = OFTEN[Math.floor(random() * OFTEN.length)] ?? 'day';
      const userId = `user-${String(beginnings.size + index)}`;
      const given = { userId, planId: interval, resetUsage: false, atPeriodEnd: false, trialDays: 0 };
      return [await administrator.subscriptionCommands.give(given, call()), interval] as const;
    });
    for (const [{ subscription }, interval] of await Promise.all(newcomers)) {
      beginnings.set(subscription.id, { anchor, interval });
    }
  };

  let mortal = startMortal();
  let deaths = 0;
  const renewAll = async () => {
    for (let count = 1; count > 0;) {
      count = await mortal.renewals.run().catch((error: unknown) => {
        expect(error).toMatchObject({ code: 'UNAVAILABLE' });
        deaths += 1;
        mortal = startMortal();
        return 1;
      });
    }
  };
  for (let day = 0; day <= 365; day++) {
    installation.now = JANUARY_31 + day * DAY_MS + Math.floor(random() * 1_000_000);
    const daysLeft = DAYS_OF_BEGINNINGS - day;
    if (daysLeft > 0) await begin(Math.ceil((COUNT - beginnings.size) / daysLeft));
    installation.now = JANUARY_31 + (day + 1) * DAY_MS;
    await renewAll();
  }
  expect(deaths).toBeGreaterThan(30);

  const { starts, payments } = await happened(eventStore);
  const end = new Date(installation.now).toISOString();
  for (const [subscriptionId, { anchor, interval }] of beginnings) {
    const expected: string[] = [];
    for (let index = 1; countedPeriod(anchor, interval, index).start <= end; index++) {
      expected.push(countedPeriod(anchor, interval, index).start);
    }
    expect(starts.get(subscriptionId) ?? []).toEqual(expected);
  }
  const renewals = [...starts.values()].reduce((sum, each) => sum + each.length, 0);
  expect(new Set(payments).size).toBe(payments.length);
  expect(payments).toHaveLength(COUNT + renewals);
  expect(await documentStore.collection(SUBSCRIPTIONS).count()).toBe(COUNT);
}, 1_800_000);

/** When the periods of each subscription began that were begun by a renewal, in order; and the ids of all that was to be paid. */
async function happened(eventStore: EventStore) {
  const starts = new Map<string, string[]>();
  const payments: string[] = [];
  for await (const event of eventStore.readAll({ filter: { streamPrefixes: ['subscription-'] } })) {
    const { type, data } = event as unknown as SubscriptionEvent;
    if (type === 'billing.subscription.payment-due.v1') payments.push(data.paymentId);
    if (type !== 'billing.subscription.renewed.v1') continue;
    starts.set(data.subscriptionId, [...(starts.get(data.subscriptionId) ?? []), data.period.new.start]);
  }
  return { starts, payments };
}

/** The log as a process sees it that dies at some append: before it is there, or when it is and nobody hears of it. */
function dyingAfter(appends: number, isHeard: boolean, store: EventStore): EventStore {
  let left = appends;
  const died = () => new EventStoreUnavailableError('The process has died');
  return {
    append: async (...args) => {
      left -= 1;
      if (left > 0) return await store.append(...args);
      if (left === 0 && !isHeard) await store.append(...args);
      throw died();
    },
    readStream: (...args) => {
      if (left <= 0) throw died();
      return store.readStream(...args);
    },
    readAll: (...args) => store.readAll(...args),
    subscribe: (...args) => store.subscribe(...args),
    head: () => store.head(),
    close: () => store.close(),
  };
}
