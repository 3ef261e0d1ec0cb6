import { BILLING_INTERVALS, countsAsActive, earns, SUBSCRIPTION_STATUSES } from '@reeve/contracts';
import type { RevenueMovement, SubscriptionStanding } from '@reeve/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { yearlyRevenue } from './recurring-revenue.js';
import { revenueAfter } from './shown-revenue.js';
import { brings, movementOf } from './subscription-movement.js';

const active: SubscriptionStanding = {
  status: 'active',
  planId: 'pro',
  planVersion: 1,
  price: { amount: 1000, currency: 'USD' },
  interval: 'month',
};
const priced = (amount: number, currency = 'USD'): SubscriptionStanding => ({
  ...active,
  price: { amount, currency },
});
const as = (status: SubscriptionStanding['status']): SubscriptionStanding => ({ ...active, status });

const usd = (kind: RevenueMovement, yearly: bigint) => ({ kind, currency: 'USD', yearly });

describe('A subscription moves', () => {
  it.each([
    ['begins, by somebody who never paid', null, active, false, 1, [usd('new', 12_000n)]],
    ['begins, by somebody who had paid', null, active, true, 1, [usd('reactivation', 12_000n)]],
    ['begins with a trial', null, as('trialing'), false, 1, []],
    ['is paid for after its trial', as('trialing'), active, false, 0, [usd('new', 12_000n)]],
    ['begins for nothing', null, priced(0), false, 1, []],
    ['costs something after it cost nothing', priced(0), active, false, 0, [usd('new', 12_000n)]],
    ['costs nothing any more', active, priced(0), true, 0, [usd('churn', 12_000n)]],
    ['costs more', active, priced(1500), true, 0, [usd('expansion', 6_000n)]],
    ['costs less', active, priced(400), true, 0, [usd('contraction', 7_200n)]],
    ['costs the same by the year', active, { ...priced(12_000), interval: 'year' }, true, 0, []],
    ['is not paid for', active, as('past_due'), true, 0, [usd('churn', 12_000n)]],
    ['is paid for after all', as('past_due'), active, true, 0, [usd('reactivation', 12_000n)]],
    ['is paused', active, as('paused'), true, -1, [usd('churn', 12_000n)]],
    ['goes on', as('paused'), active, true, 1, [usd('reactivation', 12_000n)]],
    ['is canceled', active, as('canceled'), true, -1, [usd('churn', 12_000n)]],
    ['is canceled while it is paused', as('paused'), as('canceled'), true, 0, []],
    ['expires without having been paid for', as('past_due'), as('expired'), true, -1, []],
  ] as const)('when it %s', (_, old, now, hasEarned, subscribers, revenue) => {
    expect(movementOf(old, now, hasEarned)).toEqual({ subscribers, revenue });
  });

  it('from one currency to another when that is what it costs', () => {
    expect(movementOf(active, priced(900, 'EUR'), true).revenue).toEqual([
      usd('contraction', 12_000n),
      { kind: 'expansion', currency: 'EUR', yearly: 10_800n },
    ]);
  });

  it('by just what its standing says: after any history it comes to what the last one is', () => {
    const standing = fc.record({
      status: fc.constantFrom(...SUBSCRIPTION_STATUSES),
      planId: fc.constantFrom('a', 'b'),
      planVersion: fc.nat(3),
      price: fc.record({ amount: fc.nat(100_000), currency: fc.constantFrom('USD', 'JPY') }),
      interval: fc.constantFrom(...BILLING_INTERVALS),
    });
    fc.assert(
      fc.property(fc.array(standing, { minLength: 1, maxLength: 12 }), (standings) => {
        const sums: Record<string, bigint> = { USD: 0n, JPY: 0n };
        let [subscribers, hasEarned, begun] = [0, false, 0];
        let old: SubscriptionStanding | null = null;
        for (const now of standings) {
          const movement = movementOf(old, now, hasEarned);
          subscribers += movement.subscribers;
          for (const { kind, currency, yearly } of movement.revenue) {
            expect(yearly).toBeGreaterThan(0n);
            sums[currency] = revenueAfter(sums[currency] ?? 0n, { [kind]: yearly });
            if (kind === 'new') begun++;
          }
          hasEarned ||= brings(now);
          old = now;
        }
        const { status, price, interval } = standings.at(-1) ?? active;
        const yearly = earns(status) ? yearlyRevenue(price, interval) : 0n;
        expect(subscribers).toBe(countsAsActive(status) ? 1 : 0);
        expect(sums).toEqual({ USD: 0n, JPY: 0n, [price.currency]: yearly });
        expect(begun).toBe(hasEarned ? 1 : 0);
      }),
      { numRuns: 10_000 },
    );
  });
});
