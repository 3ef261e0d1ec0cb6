import type { UsageEvent } from '@reeve/contracts';
import { DeciderSpecification } from '@reeve/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { usageDecider } from './usage.js';
import type { RecordUsage } from './usage.js';

const record: RecordUsage = {
  kind: 'record',
  userId: 'ada',
  subscriptionId: 's1',
  metric: 'images',
  amount: 3,
  limit: 10,
};
const recorded = (old: number, amount: number, limit: number | null = 10): UsageEvent => ({
  type: 'billing.usage.recorded.v1',
  data: {
    userId: 'ada',
    subscriptionId: 's1',
    metric: 'images',
    amount,
    used: { old, new: old + amount },
    limit,
  },
});
const { given } = DeciderSpecification.for(usageDecider);

describe('Usage', () => {
  it('is recorded up to the quota, and no further', () => {
    given([])
      .when(record)
      .then([recorded(0, 3)]);
    given([recorded(0, 7)])
      .when(record)
      .then([recorded(7, 3)]);
    given([recorded(0, 8)])
      .when(record)
      .thenNothing();
  });

  it('is unlimited where there is no quota, and nothing where it is 0', () => {
    given([recorded(0, 1_000_000)])
      .when({ ...record, limit: null })
      .then([recorded(1_000_000, 3, null)]);
    given([])
      .when({ ...record, limit: 0 })
      .thenNothing();
  });

  it('stays as it is when it is looked at', () => {
    given([recorded(0, 3)])
      .when({ kind: 'look' })
      .thenNothing();
  });

  it('adds up to what was allowed, and never to more than the quota, whatever is asked for', () => {
    const amounts = fc.array(fc.integer({ min: 1, max: 50 }), { maxLength: 30 });
    fc.assert(
      fc.property(amounts, fc.nat(500), (asked, limit) => {
        let state = usageDecider.initialState;
        let allowed = 0;
        for (const amount of asked) {
          const events = usageDecider.decide({ ...record, amount, limit }, state);
          if (events.length > 0) allowed += amount;
          else expect(allowed + amount).toBeGreaterThan(limit);
          state = events.reduce((before, event) => usageDecider.evolve(before, event), state);
        }
        expect(state.used).toBe(allowed);
        expect(allowed).toBeLessThanOrEqual(limit);
      }),
      { numRuns: 10_000 },
    );
  });
});
