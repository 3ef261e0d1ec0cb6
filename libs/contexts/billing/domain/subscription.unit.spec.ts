import { isClosed, SUBSCRIPTION_STATUSES } from '@reeve/contracts';
import type { SubscriptionEvent, SubscriptionStatus } from '@reeve/contracts';
import { DeciderSpecification } from '@reeve/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { subscriptionDecider, TRANSITIONS } from './subscription.js';
import type { MoveSubscription, SoldPlan, StartSubscription, SubscriptionCommand } from './subscription.js';

const pro: SoldPlan = {
  planId: 'pro',
  planVersion: 2,
  price: { amount: 1490, currency: 'USD' },
  interval: 'month',
};
const business: SoldPlan = { ...pro, planId: 'business', planVersion: 1 };
const january = { start: '2026-01-31T10:00:00.000Z', end: '2026-02-28T10:00:00.000Z' };
const february = { start: '2026-02-28T10:00:00.000Z', end: '2026-03-31T10:00:00.000Z' };
const start: StartSubscription = {
  kind: 'start',
  userId: 'ada',
  subscriptionId: 's1',
  sold: pro,
  period: january,
  anchor: january.start,
  trialEnd: null,
};
const onTrial: StartSubscription = { ...start, trialEnd: '2026-02-14T10:00:00.000Z' };
const change = {
  kind: 'change-plan',
  userId: 'ada',
  sold: business,
  period: february,
  anchor: february.start,
} as const;
const renew = { kind: 'renew', userId: 'ada', sold: { ...pro, planVersion: 3 }, period: february } as const;
const move = (kind: MoveSubscription['kind']): MoveSubscription => ({ kind, userId: 'ada' });

const startedWith = (status: SubscriptionStatus, { trialEnd }: StartSubscription): SubscriptionEvent => ({
  type: 'billing.subscription.started.v1',
  data: {
    subscriptionId: 's1',
    userId: 'ada',
    standing: { old: null, new: { status, ...pro } },
    period: january,
    anchor: january.start,
    trialEnd,
    former: null,
  },
});
const started = startedWith('active', start);
const moved = (
  kind: MoveSubscription['kind'],
  old: SubscriptionStatus,
  status: SubscriptionStatus,
): SubscriptionEvent =>
  ({
    type: TRANSITIONS[kind].event,
    data: {
      subscriptionId: 's1',
      userId: 'ada',
      standing: { old: { status: old, ...pro }, new: { status, ...pro } },
    },
  }) as SubscriptionEvent;
const canceled = moved('cancel', 'active', 'canceled');
const { given } = DeciderSpecification.for(subscriptionDecider);

describe('A subscription', () => {
  it('starts, with a trial or without', () => {
    given([]).when(start).then([started]);
    given([])
      .when(onTrial)
      .then([startedWith('trialing', onTrial)]);
  });

  it('is the only one that a person has', () => {
    const refusal = given([started]).when(start).thenThrows('BILLING-SUBSCRIPTION-GOES-ON');
    expect(refusal).toMatchObject({ status: 409, extra: { state: 'active' } });
  });

  it('starts again, under another id, when the last one is over', () => {
    given([started, canceled])
      .when({ ...start, subscriptionId: 's2' })
      .then([
        {
          type: 'billing.subscription.started.v1',
          data: { ...started.data, subscriptionId: 's2', former: 's1' },
        } as SubscriptionEvent,
      ]);
  });

  it('that nobody has cannot be moved', () => {
    for (const command of [change, renew, move('cancel')]) {
      given([]).when(command).thenThrows('BILLING-SUBSCRIPTION-NONE');
    }
  });

  it('changes to another plan in a period of its own, and not to the one it is', () => {
    given([started])
      .when(change)
      .then([
        {
          type: 'billing.subscription.plan-changed.v1',
          data: {
            subscriptionId: 's1',
            userId: 'ada',
            standing: { old: { status: 'active', ...pro }, new: { status: 'active', ...business } },
            period: { old: january, new: february },
            anchor: february.start,
          },
        },
      ]);
    given([started])
      .when({ ...change, sold: pro })
      .thenNothing();
  });

  it('is what a given plan starts, or changes, as the person has none or one', () => {
    const { userId, subscriptionId, sold, period, anchor } = start;
    const give = { kind: 'give-plan', userId, subscriptionId, sold, period, anchor } as const;
    given([]).when(give).then([started]);
    given([started]).when(give).thenNothing();
    given([started, canceled])
      .when({ ...give, subscriptionId: 's2' })
      .then([
        {
          type: 'billing.subscription.started.v1',
          data: { ...started.data, subscriptionId: 's2', former: 's1' },
        } as SubscriptionEvent,
      ]);
    const other = given([started]).when({ ...give, ...change, kind: 'give-plan', subscriptionId: 's2' });
    other.then(subscriptionDecider.decide(change, subscriptionDecider.evolve({ status: 'none' }, started)));
    given([startedWith('paused', start)])
      .when(give)
      .thenThrows('BILLING-SUBSCRIPTION-STATE');
  });

  it('is renewed once for each period, under the version of then', () => {
    const renewed: SubscriptionEvent = {
      type: 'billing.subscription.renewed.v1',
      data: {
        subscriptionId: 's1',
        userId: 'ada',
        standing: { old: { status: 'active', ...pro }, new: { status: 'active', ...pro, planVersion: 3 } },
        period: { old: january, new: february },
      },
    };
    given([started]).when(renew).then([renewed]);
    given([started, renewed]).when(renew).thenNothing();
  });

  it.each(
    (['activate', 'fail-payment', 'pause', 'resume', 'cancel', 'expire'] as const).flatMap((kind) =>
      SUBSCRIPTION_STATUSES.map((status) => [kind, status] as const),
    ),
  )('%s: when it is %s', (kind, status) => {
    const { from, to } = TRANSITIONS[kind];
    const specification = given([startedWith(status, start)]).when(move(kind));
    if (from.includes(status)) {
      specification.then([moved(kind, status, to)]);
      return;
    }
    const refusal = specification.thenThrows('BILLING-SUBSCRIPTION-STATE');
    expect(refusal).toMatchObject({ status: 409, extra: { state: status } });
  });
});

describe('Whatever is asked of a subscription, in whichever order', () => {
  const command = fc.oneof<fc.Arbitrary<SubscriptionCommand>[]>(
    fc.constantFrom(start, onTrial),
    fc.constant(change),
    fc.constant(renew),
    fc.constantFrom(...(Object.keys(TRANSITIONS) as MoveSubscription['kind'][])).map(move),
  );

  /** What happened, with the status before each event. */
  function run(commands: readonly SubscriptionCommand[]) {
    let state = subscriptionDecider.initialState;
    return commands.flatMap((each) => {
      const { status: before } = state;
      try {
        const events = subscriptionDecider.decide(each, state);
        state = events.reduce((current, event) => subscriptionDecider.evolve(current, event), state);
        return events.map((event) => ({ before, event, status: state.status }));
      } catch {
        return [];
      }
    });
  }

  it('nothing leads out of what is over but another one, and every event goes on from where the last one left', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(fc.array(command, { maxLength: 12 }), (commands) => {
        for (const { before, event, status } of run(commands)) {
          seen.add(event.type);
          const { old, new: now } = event.data.standing;
          expect(now.status).toBe(status);
          if (old === null) {
            expect(before === 'none' || isClosed(before)).toBe(true);
          } else {
            expect(old.status).toBe(before);
            expect(isClosed(old.status)).toBe(false);
          }
        }
      }),
      { numRuns: 10_000 },
    );
    // Every event can be reached.
    expect(seen.size).toBe(9);
  });
});
