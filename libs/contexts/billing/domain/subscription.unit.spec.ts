import { isClosed, SUBSCRIPTION_STATUSES } from '@reeve/contracts';
import type {
  JsonObject,
  SubscriptionEvent,
  SubscriptionPeriod,
  SubscriptionStatus,
  SubscriptionStreamEvent,
} from '@reeve/contracts';
import { DeciderSpecification } from '@reeve/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { subscriptionDecider, TRANSITIONS } from './subscription.js';
import type {
  AnswerPayment,
  GivePlan,
  MoveSubscription,
  RenewSubscription,
  ResumeSubscription,
  SchedulePlanChange,
  SoldPlan,
  SubscriptionCommand,
} from './subscription.js';

const pro: SoldPlan = {
  planId: 'pro',
  planVersion: 2,
  price: { amount: 1490, currency: 'USD' },
  interval: 'month',
};
const business: SoldPlan = {
  ...pro,
  planId: 'business',
  planVersion: 1,
  price: { amount: 2981, currency: 'USD' },
};
const january = { start: '2026-01-31T10:00:00.000Z', end: '2026-02-28T10:00:00.000Z' };
const february = { start: '2026-02-28T10:00:00.000Z', end: '2026-03-31T10:00:00.000Z' };
/** When half of January's period is over. */
const halfway = '2026-02-14T10:00:00.000Z';
const give: GivePlan = {
  kind: 'give-plan',
  userId: 'ada',
  subscriptionId: 's1',
  sold: pro,
  at: january.start,
  trialEnd: null,
  resetUsage: false,
};
const giveTrial: GivePlan = { ...give, trialEnd: january.end };
const change: GivePlan = { ...give, subscriptionId: 's2', sold: business, at: halfway };
const schedule: SchedulePlanChange = { kind: 'schedule-plan-change', userId: 'ada', planId: 'business' };
const scheduleCancellation = { kind: 'schedule-cancellation', userId: 'ada' } as const;
const resume: ResumeSubscription = { kind: 'resume', userId: 'ada', at: halfway };
const pro3 = { ...pro, planVersion: 3 };
const renew: RenewSubscription = {
  kind: 'renew',
  userId: 'ada',
  at: january.end,
  plans: { pro: pro3, business },
};
const move = (kind: MoveSubscription['kind']): MoveSubscription => ({ kind, userId: 'ada' });
const end = { kind: 'end-with-account', userId: 'ada' } as const;
const accountEnded = {
  type: 'billing.subscription.account-ended.v1',
  data: { userId: 'ada' },
} as const;

const startedWith = (status: SubscriptionStatus, { trialEnd }: GivePlan): SubscriptionEvent => ({
  type: 'billing.subscription.started.v1',
  data: {
    subscriptionId: 's1',
    userId: 'ada',
    standing: { old: null, new: { status, ...pro } },
    period: january,
    anchor: trialEnd ?? january.start,
    trialEnd,
    former: null,
  },
});
const started = startedWith('active', give);
const answer = (kind: AnswerPayment['kind'], paymentId = `s1:${january.start}`): AnswerPayment => ({
  kind,
  userId: 'ada',
  paymentId,
});
const moved = (
  kind: keyof typeof TRANSITIONS,
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
const paused = moved('pause', 'active', 'paused');

/** An event of Ada's subscription. */
const fact = (
  type: string,
  data: JsonObject = {},
  old: JsonObject = { status: 'active', ...pro },
  now: JsonObject = old,
): SubscriptionEvent =>
  ({
    type: `billing.subscription.${type}.v1`,
    data: { subscriptionId: 's1', userId: 'ada', standing: { old, new: now }, ...data },
  }) as unknown as SubscriptionEvent;
const due = (period: SubscriptionPeriod, sold: SoldPlan = pro) =>
  fact(
    'payment-due',
    { paymentId: `s1:${period.start}`, amount: sold.price, period },
    { status: 'active', ...sold },
  );
const renewed = (sold: SoldPlan = pro3, from: JsonObject = { status: 'active', ...pro }) =>
  fact('renewed', { period: { old: january, new: february }, anchor: january.start }, from, {
    status: 'active',
    ...sold,
  });
const planned = fact('plan-change-scheduled', { planId: { old: 'pro', new: 'business' }, at: january.end });
const ending = fact('cancellation-scheduled', { at: january.end });
const { given } = DeciderSpecification.for(subscriptionDecider);

describe('A subscription', () => {
  it('starts, with a trial or without', () => {
    given([])
      .when(give)
      .then([started, due(january)]);
    given([])
      .when(giveTrial)
      .then([startedWith('trialing', giveTrial)]);
  });

  it('that costs nothing has nothing to be paid', () => {
    const free = { ...pro, price: { amount: 0, currency: 'USD' } };
    given([])
      .when({ ...give, sold: free })
      .then([
        fact('started', { ...started.data, standing: { old: null, new: { status: 'active', ...free } } }),
      ]);
  });

  it('starts again, under another id, when the last one is over', () => {
    given([started, canceled])
      .when({ ...give, subscriptionId: 's2' })
      .then([
        {
          type: 'billing.subscription.started.v1',
          data: { ...started.data, subscriptionId: 's2', former: 's1' },
        } as SubscriptionEvent,
        {
          ...due(january),
          data: { ...due(january).data, subscriptionId: 's2', paymentId: `s2:${january.start}` },
        } as SubscriptionEvent,
      ]);
  });

  it('ends with its owner’s account, once', () => {
    given([started]).when(end).then([canceled, accountEnded]);
    given([started, paused])
      .when(end)
      .then([moved('cancel', 'paused', 'canceled'), accountEnded]);
    given([started, canceled]).when(end).then([accountEnded]);
    given([]).when(end).then([accountEnded]);
    given([started, canceled, accountEnded]).when(end).thenNothing();
  });

  it('begins no more after its owner’s account, and is told so to whoever asks', () => {
    for (const command of [give, giveTrial, schedule, scheduleCancellation, resume, move('cancel')]) {
      const refusal = given([started, canceled, accountEnded])
        .when(command)
        .thenThrows('BILLING-ACCOUNT-ENDED');
      expect(refusal).toMatchObject({ status: 404 });
    }
    given([started, canceled, accountEnded]).when(renew).thenNothing();
  });

  it('that nobody has cannot be moved', () => {
    for (const command of [schedule, scheduleCancellation, resume, renew, move('cancel')]) {
      given([]).when(command).thenThrows('BILLING-SUBSCRIPTION-NONE');
    }
  });
});

describe('A change of plan', () => {
  const changed = (data: JsonObject, sold = business) =>
    fact('plan-changed', data, { status: 'active', ...pro }, { status: 'active', ...sold });

  it('is prorated, and keeps the period where both plans are sold by the month', () => {
    const proration = {
      credit: { amount: 745, currency: 'USD' },
      charge: { amount: 1491, currency: 'USD' },
      net: 746,
    };
    const same = { period: { old: january, new: january }, anchor: january.start, proration };
    given([started])
      .when(change)
      .then([changed({ ...same, usageFrom: january.start })]);
    given([started])
      .when({ ...change, resetUsage: true })
      .then([changed({ ...same, usageFrom: halfway })]);
  });

  it('begins a period of its own where they are sold by other intervals', () => {
    const yearly: SoldPlan = { ...business, interval: 'year' };
    const proration = {
      credit: { amount: 745, currency: 'USD' },
      charge: yearly.price,
      net: yearly.price.amount - 745,
    };
    const year = { start: halfway, end: '2027-02-14T10:00:00.000Z' };
    given([started])
      .when({ ...change, sold: yearly })
      .then([
        changed(
          { period: { old: january, new: year }, anchor: halfway, proration, usageFrom: january.start },
          yearly,
        ),
      ]);
  });

  it('in a trial leaves that as long as it was, with nothing given back', () => {
    given([startedWith('trialing', giveTrial)])
      .when(change)
      .then([
        fact(
          'plan-changed',
          {
            period: { old: january, new: january },
            anchor: january.end,
            proration: {
              credit: { amount: 0, currency: 'USD' },
              charge: { amount: 0, currency: 'USD' },
              net: 0,
            },
            usageFrom: january.start,
          },
          { status: 'trialing', ...pro },
          { status: 'trialing', ...business },
        ),
      ]);
  });

  it('to what it is, is none: a person has one subscription', () => {
    given([started]).when(give).thenNothing();
    given([started]).when(giveTrial).thenNothing();
  });

  it('can wait for the end of the period, and be withdrawn until then', () => {
    given([started]).when(schedule).then([planned]);
    given([started, planned]).when(schedule).thenNothing();
    given([started])
      .when({ ...schedule, planId: 'pro' })
      .thenNothing();
    given([started, planned])
      .when({ ...schedule, planId: 'pro' })
      .then([fact('plan-change-withdrawn', { planId: 'business' })]);
  });

  it.each(['past_due', 'paused', 'canceled', 'expired'] as const)('is refused when it is %s', (status) => {
    // Of one that is over, another one begins instead.
    for (const command of isClosed(status) ? [schedule] : [change, schedule]) {
      const refusal = given([startedWith(status, give)])
        .when(command)
        .thenThrows('BILLING-SUBSCRIPTION-STATE');
      expect(refusal).toMatchObject({ status: 409, extra: { state: status } });
    }
  });
});

describe('At the end of its period a subscription', () => {
  it('is renewed once, under the version of then, and payment is due', () => {
    given([started])
      .when(renew)
      .then([renewed(), due(february, pro3)]);
    given([started, renewed()]).when(renew).thenNothing();
  });

  it('is not renewed before', () => {
    given([started])
      .when({ ...renew, at: '2026-02-28T09:59:59.999Z' })
      .thenNothing();
  });

  it('that was a trial becomes one that is paid for, of a period that is counted from then on', () => {
    const period = { start: january.end, end: '2026-03-28T10:00:00.000Z' };
    const from = { status: 'trialing', ...pro };
    given([startedWith('trialing', giveTrial)])
      .when(renew)
      .then([
        fact('renewed', { period: { old: january, new: period }, anchor: january.end }, from, {
          status: 'active',
          ...pro3,
        }),
        due(period, pro3),
      ]);
  });

  it('goes on with the plan that it was to change to', () => {
    given([started, planned])
      .when(renew)
      .then([renewed(business), due(february, business)]);
  });

  it('moves to a plan with lower quotas as to any other: nobody but who asked for it has less', () => {
    const smaller: SoldPlan = { ...business, planVersion: 4 };
    given([started, planned])
      .when({ ...renew, plans: { pro: pro3, business: smaller } })
      .then([renewed(smaller), due(february, smaller)]);
  });

  it('stays with its plan when the other one is gone, and with its version when its own is', () => {
    given([started, planned])
      .when({ ...renew, plans: { business: null, pro: pro3 } })
      .then([renewed(), due(february, pro3)]);
    given([started])
      .when({ ...renew, plans: { pro: null } })
      .then([renewed(pro), due(february)]);
  });

  it('is left alone by whoever thought that it would go on with another plan', () => {
    given([started, planned])
      .when({ ...renew, plans: { pro: pro3 } })
      .thenNothing();
  });

  it('is canceled where it was to be', () => {
    given([started]).when(scheduleCancellation).then([ending]);
    given([started, ending]).when(scheduleCancellation).thenNothing();
    given([started, ending]).when(renew).then([canceled]);
    given([started, planned, ending]).when(renew).then([canceled]);
  });

  it('expires when nobody has paid, and stays when it is paused', () => {
    given([startedWith('past_due', give)])
      .when(renew)
      .then([moved('expire', 'past_due', 'expired')]);
    given([started, paused]).when(renew).thenNothing();
  });

  it('that is over stays over', () => {
    for (const status of ['canceled', 'expired'] as const) {
      given([startedWith(status, give)])
        .when(renew)
        .thenNothing();
      given([startedWith(status, give)])
        .when(scheduleCancellation)
        .thenThrows('BILLING-SUBSCRIPTION-STATE');
    }
  });
});

describe('A subscription resumed', () => {
  const resumed = (period: SubscriptionPeriod, anchor: string) =>
    fact(
      'resumed',
      { period: { old: january, new: period }, anchor },
      { status: 'paused', ...pro },
      { status: 'active', ...pro },
    );
  const withdrawn = fact('cancellation-withdrawn');

  it('goes on in its period', () => {
    given([started, paused])
      .when(resume)
      .then([resumed(january, january.start)]);
  });

  it('has a new one when that is over, to be paid', () => {
    const at = '2026-05-20T08:00:00.000Z';
    const period = { start: at, end: '2026-06-20T08:00:00.000Z' };
    given([started, paused])
      .when({ ...resume, at })
      .then([resumed(period, at), due(period)]);
  });

  it('is not to be canceled any more', () => {
    given([started, ending]).when(resume).then([withdrawn]);
    given([started, paused, ending])
      .when(resume)
      .then([resumed(january, january.start), withdrawn]);
    given([started, ending, withdrawn])
      .when(renew)
      .then([renewed(), due(february, pro3)]);
  });

  it('had to be paused, or about to end', () => {
    for (const status of ['trialing', 'active', 'past_due', 'canceled', 'expired'] as const) {
      const refusal = given([startedWith(status, give)])
        .when(resume)
        .thenThrows('BILLING-SUBSCRIPTION-STATE');
      expect(refusal).toMatchObject({ status: 409, extra: { state: status } });
    }
  });
});

describe('The answer to a payment that was due', () => {
  const failed = moved('fail-payment', 'active', 'past_due');
  const paid = moved('activate', 'past_due', 'active');

  it('makes a subscription past due when it has failed, and active again when it is paid after all', () => {
    given([started, due(january)])
      .when(answer('fail-payment'))
      .then([failed]);
    given([started, due(january), failed])
      .when(answer('activate'))
      .then([paid]);
  });

  it('changes nothing that is so already, however often it is given', () => {
    given([started, due(january)])
      .when(answer('activate'))
      .thenNothing();
    given([started, due(january), failed])
      .when(answer('fail-payment'))
      .thenNothing();
  });

  it('changes nothing when it is about another period than the one it is in, or comes when that is over', () => {
    for (const kind of ['activate', 'fail-payment'] as const) {
      given([]).when(answer(kind)).thenNothing();
      given([started, due(january), renewed(), due(february, pro3)])
        .when(answer(kind))
        .thenNothing();
      given([started, due(january), renewed()])
        .when(answer(kind))
        .thenNothing();
      given([started, due(january), paused])
        .when(answer(kind))
        .thenNothing();
      given([started, due(january), canceled])
        .when(answer(kind))
        .thenNothing();
      given([started, due(january), canceled, accountEnded])
        .when(answer(kind))
        .thenNothing();
    }
  });

  it('is waited for until the period is over', () => {
    given([started, due(january), failed])
      .when(renew)
      .then([moved('expire', 'past_due', 'expired')]);
    given([started, due(january), failed])
      .when(move('cancel'))
      .then([moved('cancel', 'past_due', 'canceled')]);
  });
});

describe('The state machine of a subscription', () => {
  it.each(
    (['pause', 'cancel'] as const).flatMap((kind) =>
      SUBSCRIPTION_STATUSES.map((status) => [kind, status] as const),
    ),
  )('%s: when it is %s', (kind, status) => {
    const { from, to } = TRANSITIONS[kind];
    const specification = given([startedWith(status, give)]).when(move(kind));
    if (from.includes(status)) {
      specification.then([moved(kind, status, to)]);
      return;
    }
    const refusal = specification.thenThrows('BILLING-SUBSCRIPTION-STATE');
    expect(refusal).toMatchObject({ status: 409, extra: { state: status } });
  });
});

describe('Whatever is asked of a subscription, in whichever order', () => {
  const at = fc.constantFrom(january.start, halfway, january.end, february.end, '2027-01-01T00:00:00.000Z');
  const command = fc.oneof<fc.Arbitrary<SubscriptionCommand>[]>(
    fc.constantFrom(give, giveTrial, { ...give, subscriptionId: 's2' }),
    fc.constantFrom(schedule, { ...schedule, planId: 'pro' }, scheduleCancellation, end),
    fc.tuple(at, fc.constantFrom(pro, pro3, business)).map(([time, sold]) => ({ ...change, sold, at: time })),
    at.map((time) => ({ ...resume, at: time })),
    at.map((time) => ({ ...renew, at: time })),
    fc.constantFrom('pause', 'cancel').map(move),
    fc
      .tuple(fc.constantFrom('activate', 'fail-payment'), fc.constantFrom('s1', 's2'), at)
      .map(([kind, id, from]) => answer(kind, `${id}:${from}`)),
  );

  /** What happened, with the status before each event and after it. */
  function run(commands: readonly SubscriptionCommand[]) {
    let state = subscriptionDecider.initialState;
    return commands.flatMap((each) => {
      try {
        return subscriptionDecider.decide(each, state).map((event) => {
          const { status: before } = state;
          state = subscriptionDecider.evolve(state, event);
          return { before, event, status: state.status };
        });
      } catch {
        return [];
      }
    });
  }

  it('nothing leads out of what is over but another one, and every event goes on from where the last one left', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 12 }), (commands) => {
        for (const { before, event, status } of run(commands)) {
          if (before === 'account-ended') throw new Error('Something happened after the account had ended');
          if (event.type === 'billing.subscription.account-ended.v1') {
            expect(before === 'none' || isClosed(before)).toBe(true);
            continue;
          }
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
  });

  const failPayment = answer('fail-payment');
  const waysTo: Record<SubscriptionStreamEvent['type'], readonly SubscriptionCommand[]> = {
    'billing.subscription.started.v1': [give],
    'billing.subscription.payment-due.v1': [give],
    'billing.subscription.payment-failed.v1': [give, failPayment],
    'billing.subscription.activated.v1': [give, failPayment, answer('activate')],
    'billing.subscription.plan-changed.v1': [give, change],
    'billing.subscription.plan-change-scheduled.v1': [give, schedule],
    'billing.subscription.plan-change-withdrawn.v1': [give, schedule, { ...schedule, planId: 'pro' }],
    'billing.subscription.cancellation-scheduled.v1': [give, scheduleCancellation],
    'billing.subscription.cancellation-withdrawn.v1': [give, scheduleCancellation, resume],
    'billing.subscription.paused.v1': [give, move('pause')],
    'billing.subscription.resumed.v1': [give, move('pause'), resume],
    'billing.subscription.renewed.v1': [give, renew],
    'billing.subscription.canceled.v1': [give, move('cancel')],
    'billing.subscription.expired.v1': [give, failPayment, renew],
    'billing.subscription.account-ended.v1': [end],
  };
  it.each(Object.entries(waysTo))('%s can be reached', (type, commands) => {
    expect(run(commands).map(({ event }) => event.type)).toContain(type);
  });
});
