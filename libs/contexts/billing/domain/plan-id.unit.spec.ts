import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPlanId, planIdFrom } from './plan-id.js';

describe('The id of a plan', () => {
  it.each([
    ['Pro Plus', 'pro_plus_0a1b2c3d'],
    ['Pro-Plus (2026)!', 'pro_plus_2026_0a1b2c3d'],
    ['Профи', 'plan_0a1b2c3d'],
    ['  ', 'plan_0a1b2c3d'],
  ])('made from %j is %j', (name, id) => {
    expect(planIdFrom(name, '0a1b2c3d')).toBe(id);
  });

  it('made from any name can be one', () => {
    const names = fc.string({
      unit: fc.constantFrom('a', 'Z', '9', ' ', '-', '_', '.', '/', 'é', 'Я', '日'),
    });
    fc.assert(
      fc.property(names, (name) => {
        expect(isPlanId(planIdFrom(name, '0a1b2c3d'))).toBe(true);
      }),
    );
  });

  it.each(['', '_', '.', '..', 'a/b', 'a b', 'ä', 'a'.repeat(101)])('cannot be %j', (id) => {
    expect(isPlanId(id)).toBe(false);
  });
});
