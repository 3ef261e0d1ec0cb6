import { createBillingApplication } from '@reeve/billing/application';
import type { BillingApplication } from '@reeve/billing/application';
import { monthlyRevenue, yearlyRevenue } from '@reeve/billing/domain';
import { BILLING_DAYS, billingCollections, billingProjection, PAYERS } from '@reeve/billing/projections';
import {
  ANALYTICS_INTERVALS,
  countsAsActive,
  decimalOf,
  earns,
  raisesRevenue,
  REVENUE_MOVEMENTS,
  SUBSCRIPTION_MOVES,
  timeBuckets,
} from '@reeve/contracts';
import type {
  AnalyticsInterval,
  BillingAnalytics,
  SubscriptionEvent,
  SubscriptionStanding,
} from '@reeve/contracts';
import type { DocumentStore } from '@reeve/document-store';
import { openMemoryDocumentStore } from '@reeve/document-store/memory';
import { createEventStamp, Projector } from '@reeve/event-sourcing';
import type { RecordedEvent } from '@reeve/event-store';
import { MemoryLog, openMemoryEventStore } from '@reeve/event-store/memory';
import { describe, expect, it, onTestFinished } from 'vitest';
import { call, draft } from '../testing/billing-installation.js';

const DAY_MS = 86_400_000;
const BEGIN = Date.parse('2026-01-20T09:00:00.000Z');
const DAYS = 100;
const PEOPLE = ['ada', 'bob', 'cyd', 'dan', 'eve'];
const PLANS = ['free', 'pro', 'max', 'euro'];

interface Lived {
  readonly log: MemoryLog;
  readonly billing: BillingApplication;
  readonly documentStore: DocumentStore;
}

/** A hundred days in which people come, change, pause, end, and prices rise. The same ones each time. */
async function lived(): Promise<Lived> {
  const log = new MemoryLog();
  const eventStore = openMemoryEventStore(log);
  const { documentStore, projector } = projected(log);
  let now = BEGIN;
  const billing = createBillingApplication({
    eventStore,
    documentStore,
    stamp: createEventStamp(
      () => Promise.resolve(null),
      () => now,
    ),
    progress: projector,
    now: () => now,
  });
  for (const [planId, price, currency, interval] of [
    ['free', '0', 'USD', 'month'],
    ['pro', '9.99', 'USD', 'month'],
    ['max', '100', 'USD', 'year'],
    ['euro', '3.50', 'EUR', 'week'],
  ] as const) {
    await billing.planCommands.create({ planId, draft: draft({ price, currency, interval }) }, call());
  }
  const { subscriptionCommands: subscriptions } = billing;
  const chance = seeded(7);
  for (let day = 0; day < DAYS; day++, now += DAY_MS) {
    await billing.renewals.run();
    const userId = PEOPLE[chance(PEOPLE.length)] ?? '';
    const planId = PLANS[chance(PLANS.length)] ?? '';
    const deeds = [
      () =>
        subscriptions.give({ userId, planId, resetUsage: false, atPeriodEnd: false, trialDays: 0 }, call()),
      () =>
        subscriptions.give({ userId, planId, resetUsage: false, atPeriodEnd: false, trialDays: 7 }, call()),
      () =>
        subscriptions.give({ userId, planId, resetUsage: false, atPeriodEnd: true, trialDays: 0 }, call()),
      () =>
        subscriptions.move(
          { userId, move: SUBSCRIPTION_MOVES[chance(SUBSCRIPTION_MOVES.length)] ?? 'pause' },
          call(),
        ),
      () => subscriptions.move({ userId, move: 'pause' }, call()),
      () => subscriptions.move({ userId, move: 'resume' }, call()),
      () => billing.planCommands.update({ planId, changes: { price: `${5 + chance(20)}.49` } }, call()),
    ];
    // What a state forbids does not happen.
    await deeds[chance(deeds.length)]?.().catch(() => undefined);
  }
  return { log, billing, documentStore };
}

function projected(log: MemoryLog) {
  const documentStore = openMemoryDocumentStore(billingCollections);
  const projector = new Projector(billingProjection, openMemoryEventStore(log), documentStore);
  projector.start();
  onTestFinished(() => projector.stop());
  return { documentStore, projector };
}

/** Numbers from 0 below a bound, the same ones each time. */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (state >>> 8) % below;
  };
}

const analytics = (
  billing: BillingApplication,
  interval: AnalyticsInterval,
  [from, to]: readonly [number, number] = [BEGIN, BEGIN + DAYS * DAY_MS],
): Promise<BillingAnalytics> =>
  billing.analytics.movements({ interval, buckets: timeBuckets(from, to, interval) });

async function history(log: MemoryLog): Promise<readonly RecordedEvent[]> {
  const events: RecordedEvent[] = [];
  for await (const event of openMemoryEventStore(log).readAll()) events.push(event);
  return events;
}

/** What the log comes to at the end of a day: by nothing but the last standing of each subscription. */
function standingsBefore(events: readonly RecordedEvent[], day: string): readonly SubscriptionStanding[] {
  const last = new Map<string, SubscriptionStanding>();
  for (const event of events) {
    const { occurredAt } = event.metadata as { readonly occurredAt: string };
    if (!event.type.startsWith('billing.subscription.') || occurredAt >= day) continue;
    const { subscriptionId, standing } = (event as unknown as SubscriptionEvent).data;
    last.set(subscriptionId, standing.new);
  }
  return [...last.values()];
}

function revenueOf(standings: readonly SubscriptionStanding[], currency: string): string {
  const yearly = standings
    .filter(({ status, price }) => earns(status) && price.currency === currency)
    .reduce((sum, { price, interval }) => sum + yearlyRevenue(price, interval), 0n);
  return decimalOf(monthlyRevenue(yearly), currency);
}

const cents = (decimal: string) => Number(decimal.replace('.', ''));

describe('The analytics of billing', () => {
  it.each(ANALYTICS_INTERVALS)(
    'by %s come to what a fold of the log comes to, and add up',
    async (interval) => {
      const { log, billing } = await lived();
      const events = await history(log);
      const { items, currencies } = await analytics(billing, interval);
      expect(currencies).toEqual(['EUR', 'USD']);
      const kinds = new Set<string>();
      for (const [index, { until, subscribers, mrr }] of items.entries()) {
        const standings = standingsBefore(events, until);
        expect(subscribers.end).toBe(standings.filter(({ status }) => countsAsActive(status)).length);
        expect(subscribers.end).toBe(subscribers.start + subscribers.started - subscribers.ended);
        for (const currency of currencies) {
          const sums = mrr[currency];
          if (sums === undefined) throw new Error(`There is no ${currency}`);
          expect(sums.end).toBe(revenueOf(standings, currency));
          expect(sums.start).toBe(items[index - 1]?.mrr[currency]?.end ?? '0.00');
          let sum = cents(sums.start);
          for (const kind of REVENUE_MOVEMENTS) {
            sum += (raisesRevenue(kind) ? 1 : -1) * cents(sums[kind]);
            if (cents(sums[kind]) > 0) kinds.add(kind);
          }
          expect(sum).toBe(cents(sums.end));
        }
      }
      expect([...kinds].sort()).toEqual([...REVENUE_MOVEMENTS].sort());
    },
  );

  it('come to what the statistics of the plans come to', async () => {
    const { billing } = await lived();
    const { items } = await analytics(billing, 'month');
    const list = await billing.plans.list({ active: null, archived: true, known: null });
    const plans = JSON.parse(list.plans ?? '[]') as { mrr_by_currency: Record<string, number> }[];
    for (const currency of ['EUR', 'USD']) {
      const sum = plans.reduce((total, { mrr_by_currency: mrr }) => total + (mrr[currency] ?? 0), 0);
      // Each plan is rounded by itself there.
      expect(Math.abs(sum - Number(items.at(-1)?.mrr[currency]?.end))).toBeLessThan(0.005 * PLANS.length);
    }
  });

  it('of a past month are the same bytes after everything is made anew from the log', async () => {
    const { log, billing } = await lived();
    const february = [Date.parse('2026-02-01'), Date.parse('2026-02-28')] as const;
    const before = JSON.stringify(await analytics(billing, 'day', february));
    const { documentStore, projector } = projected(log);
    const last = (await history(log)).at(-1);
    if (last === undefined) throw new Error('Nothing has happened');
    await projector.waitFor(last.position, Date.now() + 10_000);
    const anew = createBillingApplication({
      eventStore: openMemoryEventStore(log),
      documentStore,
      stamp: createEventStamp(() => Promise.resolve(null)),
      progress: projector,
    });
    const after = JSON.stringify(await analytics(anew, 'day', february));
    expect(after).toBe(before);
    expect(before.length).toBeGreaterThan(5_000);
  });

  it('count nothing twice when events are projected again, and whoever has paid before is not new', async () => {
    const { log } = await lived();
    const [once, twice] = [
      openMemoryDocumentStore(billingCollections),
      openMemoryDocumentStore(billingCollections),
    ];
    const project = async (store: DocumentStore) => {
      for (const event of await history(log)) {
        const read = (definition: typeof BILLING_DAYS, id: string) => store.collection(definition).get(id);
        await store.write(await billingProjection.project(event, read as never));
      }
    };
    await project(once);
    await project(twice);
    await project(twice);
    for (const collection of [BILLING_DAYS, PAYERS]) {
      const all = (store: DocumentStore) => store.collection(collection).find({ limit: 1_000 });
      expect(await all(twice)).toEqual(await all(once));
    }
  });

  it('are of nothing where nothing has happened', async () => {
    const log = new MemoryLog();
    const { documentStore, projector } = projected(log);
    const billing = createBillingApplication({
      eventStore: openMemoryEventStore(log),
      documentStore,
      stamp: createEventStamp(() => Promise.resolve(null)),
      progress: projector,
    });
    expect(await analytics(billing, 'month', [BEGIN, BEGIN])).toEqual({
      interval: 'month',
      currencies: [],
      items: [
        {
          from: '2026-01-01',
          until: '2026-02-01',
          subscribers: { start: 0, started: 0, ended: 0, end: 0 },
          mrr: {},
        },
      ],
    });
  });
});
