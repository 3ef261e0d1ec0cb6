import type { Position } from '@reeve/event-store';
import { comparePositions } from '@reeve/event-store';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { toCommit, toPosition } from './position.js';

const commit = fc.bigInt({ min: 0n, max: 2n ** 63n - 1n });

describe('A position of EventStoreDB', () => {
  it('stands for one place in the log', () => {
    fc.assert(
      fc.property(commit, (place) => {
        expect(toCommit(toPosition(place))).toBe(place);
      }),
    );
  });

  it('sorts as text as its place does as a number', () => {
    fc.assert(
      fc.property(commit, commit, (left, right) => {
        const order = left < right ? -1 : left > right ? 1 : 0;
        expect(comparePositions(toPosition(left), toPosition(right))).toBe(order);
      }),
    );
  });

  it.each(['', 'not a position', '1', '0000000000000042', '-000000000000000001', '00000000000000000000'])(
    'is not "%s"',
    (text) => {
      expect(toCommit(text as Position)).toBeUndefined();
    },
  );
});
