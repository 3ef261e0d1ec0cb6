import fc from 'fast-check';
import { USER_ORDERS } from '@reeve/contracts';
import { describe, expect, it } from 'vitest';
import { cursorTo, placeAt } from './user-cursor.js';

const BY_NAME = { order: 'name', direction: 'asc' } as const;

describe('A cursor', () => {
  it('leads to the place it was made from, in the same order', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...USER_ORDERS, 'group_id:g1' as const),
        fc.constantFrom('asc' as const, 'desc' as const),
        fc.string({ unit: 'grapheme' }),
        fc.nat(),
        fc.uuid(),
        (order, direction, text, number, id) => {
          const place = { value: order.endsWith('_at') ? number : text, id };
          expect(placeAt(cursorTo(place, { order, direction }), { order, direction })).toEqual(place);
        },
      ),
    );
  });

  it.each([
    ['nothing', ''],
    ['no JSON', 'AAAA'],
    ['no object', Buffer.from('[1]').toString('base64url')],
    ['another order', cursorTo({ value: 1, id: 'u' }, { order: 'created_at', direction: 'asc' })],
    ['another direction', cursorTo({ value: 'a', id: 'u' }, { ...BY_NAME, direction: 'desc' })],
    ['another group’s', cursorTo({ value: 'ma', id: 'u' }, { order: 'group_id:g1', direction: 'asc' })],
    ['a value of another kind', cursorTo({ value: 1, id: 'u' }, BY_NAME)],
  ])('that is %s is refused', (_what, cursor) => {
    expect(() => placeAt(cursor, BY_NAME)).toThrow('REQUEST-INVALID');
  });
});
