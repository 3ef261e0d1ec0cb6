import type { PlanDetails, PlanEvent } from '@reeve/contracts';
import { DeciderSpecification } from '@reeve/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loweredQuotas } from './lowered-quotas.js';
import { planDecider } from './plan.js';
import type { PlanCommand } from './plan.js';
import type { PlanDraftChanges } from './plan-draft.js';

const details: PlanDetails = {
  name: 'Pro',
  nameRu: 'Профи',
  description: 'For those who write a lot',
  descriptionRu: null,
  price: { amount: 149_000, currency: 'RUB' },
  interval: 'month',
  quotas: { requests: 1_000, images: null },
  features: ['Faster'],
  active: true,
  displayOrder: 2,
};
const nobody = { active: 0, total: 0 };
const three = { active: 3, total: 5 };

const create = { kind: 'create', planId: 'pro', details, copyOf: null } as const;
const change = (changes: PlanDraftChanges, subscribers = nobody) =>
  ({ kind: 'change', planId: 'pro', changes, subscribers }) as const;
const toggle = { kind: 'toggle', planId: 'pro' } as const;
const remove = (subscribers = nobody) => ({ kind: 'delete', planId: 'pro', subscribers }) as const;

const created: PlanEvent = {
  type: 'billing.plan.created.v1',
  data: { planId: 'pro', version: 1, details, copyOf: null },
};
const changed = (version: number, changes: object): PlanEvent =>
  ({ type: 'billing.plan.changed.v1', data: { planId: 'pro', version, changes } }) as PlanEvent;
const activated: PlanEvent = { type: 'billing.plan.activated.v1', data: { planId: 'pro' } };
const deactivated: PlanEvent = { type: 'billing.plan.deactivated.v1', data: { planId: 'pro' } };
const deleted: PlanEvent = { type: 'billing.plan.deleted.v1', data: { planId: 'pro' } };
const archived: PlanEvent = {
  type: 'billing.plan.archived.v1',
  data: { planId: 'pro', subscriptions: 5 },
};
const { given } = DeciderSpecification.for(planDecider);

describe('A plan', () => {
  it('is created once under an id', () => {
    given([]).when(create).then([created]);
    given([created]).when(create).thenThrows('BILLING-PLAN-EXISTS');
  });

  it('knows which plan it was copied from', () => {
    given([])
      .when({ ...create, copyOf: 'free' })
      .then([
        { type: 'billing.plan.created.v1', data: { planId: 'pro', version: 1, details, copyOf: 'free' } },
      ]);
  });

  it('that is unknown is not found', () => {
    for (const command of [change({}), toggle, remove()]) {
      given([]).when(command).thenThrows('BILLING-PLAN-NOT-FOUND');
    }
  });

  it('changes field by field, from what it was', () => {
    given([created])
      .when(change({ name: ' Pro 2 ', displayOrder: 0, active: false, features: [] }))
      .then([
        changed(1, {
          name: { old: 'Pro', new: 'Pro 2' },
          features: { old: ['Faster'], new: [] },
          active: { old: true, new: false },
          displayOrder: { old: 2, new: 0 },
        }),
      ]);
  });

  it('loses what is null from now on', () => {
    given([created])
      .when(change({ nameRu: null, description: null, features: null }))
      .then([
        changed(1, {
          nameRu: { old: 'Профи', new: null },
          description: { old: details.description, new: null },
          features: { old: ['Faster'], new: null },
        }),
      ]);
  });

  it('does not change to what it is', () => {
    given([created]).when(change({})).thenNothing();
    given([created])
      .when(
        change({
          name: 'Pro ',
          price: '1490.00',
          currency: 'RUB',
          quotas: { images: null, requests: 1_000 },
        }),
      )
      .thenNothing();
  });

  it('has another version when it costs or gives something else', () => {
    given([created])
      .when(change({ price: '1500.5' }))
      .then([changed(2, { price: { old: details.price, new: { amount: 150_050, currency: 'RUB' } } })]);
    given([created, changed(2, { interval: { old: 'month', new: 'week' } })])
      .when(change({ quotas: null }))
      .then([changed(3, { quotas: { old: details.quotas, new: null } })]);
  });

  it('keeps its decimal in another currency, and takes none with more digits than that has', () => {
    given([created])
      .when(change({ currency: 'JPY' }))
      .then([changed(2, { price: { old: details.price, new: { amount: 1490, currency: 'JPY' } } })]);
    const odd = changed(2, { price: { old: details.price, new: { amount: 149_050, currency: 'RUB' } } });
    const refusal = given([created, odd])
      .when(change({ currency: 'JPY' }))
      .thenThrows('REQUEST-INVALID');
    expect(refusal.detail).toBe('price: JPY has 0 digits after the point; a price has no more');
  });

  it.each<[PlanDraftChanges, string]>([
    [{ name: ' ' }, 'name'],
    [{ currency: 'XXX' }, 'currency'],
    [{ price: '0.001' }, 'price'],
    [{ price: '-1' }, 'price'],
    [{ price: 'NaN' }, 'price'],
    [{ price: 'Infinity' }, 'price'],
    [{ price: '1e99' }, 'price'],
    [{ quotas: { requests: -1 } }, 'quotas.requests'],
    [{ quotas: { requests: 1.5 } }, 'quotas.requests'],
    [{ quotas: { requests: 2 ** 53 } }, 'quotas.requests'],
    [{ quotas: { '': 1 } }, 'quotas.'],
    [{ quotas: { 'a\u0000': 1 } }, 'quotas.a\u0000'],
    [{ features: ['\u202egpj.exe'] }, 'features.0'],
    [{ quotas: Object.fromEntries(Array.from({ length: 101 }, (_, n) => [String(n), n])) }, 'quotas'],
    [{ features: ['a', 'x'.repeat(501)] }, 'features.1'],
    [{ features: Array.from({ length: 101 }, () => 'a') }, 'features'],
  ])('does not become %j', (changes, field) => {
    const refusal = given([created]).when(change(changes)).thenThrows('REQUEST-INVALID');
    expect(refusal.detail.slice(0, refusal.detail.indexOf(': '))).toBe(field);
  });

  it('is offered and not offered in turn', () => {
    given([created]).when(toggle).then([deactivated]);
    given([created, deactivated]).when(toggle).then([activated]);
    given([created, deactivated, activated]).when(toggle).then([deactivated]);
  });

  it('is deleted, and its id can be taken again, by another version', () => {
    given([created]).when(remove()).then([deleted]);
    given([created, deleted]).when(remove()).thenThrows('BILLING-PLAN-NOT-FOUND');
    given([created, deleted])
      .when(create)
      .then([
        { type: 'billing.plan.created.v1', data: { planId: 'pro', version: 2, details, copyOf: null } },
      ]);
  });

  it('is not deleted while it has active subscribers, and archived when it ever had any', () => {
    const refusal = given([created]).when(remove(three)).thenThrows('BILLING-PLAN-HAS-SUBSCRIBERS');
    expect(refusal).toMatchObject({ status: 400, extra: { active_subscriptions: 3 } });
    given([created])
      .when(remove({ active: 0, total: 5 }))
      .then([archived]);
  });

  it('that is archived is as it was for good', () => {
    for (const command of [change({ name: 'Other' }), toggle, remove()]) {
      const refusal = given([created, archived]).when(command).thenThrows('BILLING-PLAN-ARCHIVED');
      expect(refusal).toMatchObject({ status: 409, extra: { state: 'archived' } });
    }
    given([created, archived]).when(create).thenThrows('BILLING-PLAN-EXISTS');
  });
});

describe('A quota', () => {
  it('rises, becomes unlimited and is added whoever has the plan', () => {
    const quotas = { requests: null, images: null, audio_minutes: 1 };
    given([created])
      .when(change({ quotas }, three))
      .then([changed(2, { quotas: { old: details.quotas, new: quotas } })]);
  });

  it.each([
    [{ requests: 999, images: null }, "the quota 'requests' cannot fall from 1000 to 999"],
    [{ requests: 1_000, images: 5 }, "the quota 'images' cannot fall from unlimited to 5"],
    [{ images: null }, "the quota 'requests' (1000) cannot be removed"],
    [null, "the quota 'requests' (1000) cannot be removed; the quota 'images' (unlimited) cannot be removed"],
  ])('does not become %j while the plan has active subscribers', (quotas, reason) => {
    const refusal = given([created]).when(change({ quotas }, three)).thenThrows('BILLING-QUOTA-LOWERED');
    expect([refusal.status, refusal.detail]).toEqual([400, `The plan has 3 active subscribers: ${reason}.`]);
    expect(refusal.extra).toMatchObject({ active_subscriptions: 3 });
    given([created])
      .when(change({ quotas }, { active: 0, total: 5 }))
      .then([changed(2, { quotas: { old: details.quotas, new: quotas } })]);
  });

  it('that falls is named with both values', () => {
    const { extra } = given([created])
      .when(change({ quotas: { requests: 1 } }, { active: 1, total: 1 }))
      .thenThrows('BILLING-QUOTA-LOWERED');
    expect(extra).toEqual({
      active_subscriptions: 1,
      quotas: [
        { quota: 'requests', old: 1_000, new: 1 },
        { quota: 'images', old: null, removed: true },
      ],
    });
  });
});

describe('Whatever is asked of a plan, in whichever order', () => {
  const subscribers = fc
    .tuple(fc.nat(2), fc.nat(2))
    .map(([active, others]) => ({ active, total: active + others }));
  const quotas = fc.option(
    fc.dictionary(fc.constantFrom('requests', 'images'), fc.option(fc.nat(3)), { noNullPrototype: true }),
  );
  const changes = fc.record(
    { quotas, price: fc.constantFrom('1', '2.5', '0.001'), active: fc.boolean() },
    { requiredKeys: [] },
  );
  const commands = fc.oneof(
    fc.constant<PlanCommand>(create),
    fc.constant<PlanCommand>(toggle),
    subscribers.map((those): PlanCommand => remove(those)),
    fc.tuple(changes, subscribers).map(([each, those]): PlanCommand => change(each, those)),
  );

  it('no quota falls under anybody, no version comes twice, and an archived plan stays as it is', () => {
    fc.assert(
      fc.property(fc.array(commands, { maxLength: 12 }), (all) => {
        let state = planDecider.initialState;
        for (const command of all) {
          const before = state;
          let events: readonly PlanEvent[] = [];
          try {
            events = planDecider.decide(command, before);
          } catch {
            continue;
          }
          state = events.reduce((current, event) => planDecider.evolve(current, event), before);
          expect(before.status === 'archived').toBe(false);
          expect(state.version).toBeGreaterThanOrEqual(before.version);
          if (command.kind !== 'change' || before.status === 'none' || state.status === 'none') continue;
          const { price, interval, quotas: now } = state.details;
          if (command.subscribers.active > 0) {
            expect(loweredQuotas(before.details.quotas, now)).toEqual([]);
          }
          const isSame =
            JSON.stringify([price, interval, now]) ===
            JSON.stringify([before.details.price, before.details.interval, before.details.quotas]);
          if (isSame) expect(state.version).toBe(before.version);
        }
      }),
      { numRuns: 10_000 },
    );
  });
});
