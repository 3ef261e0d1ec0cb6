import { describe, expect, it } from 'vitest';
import { Turns } from './turns.js';

describe('Turns', () => {
  it('are taken a few at a time, in order of arrival, and given back after a failure', async () => {
    const turns = new Turns({ atOnce: 2, waiting: 10, refusal: () => new Error('full') });
    let running = 0;
    let most = 0;
    const order: number[] = [];
    const outcomes = await Promise.allSettled(
      Array.from({ length: 8 }, (_, index) =>
        turns.take(Date.now() + 60_000, async () => {
          order.push(index);
          running += 1;
          most = Math.max(most, running);
          await Promise.resolve();
          running -= 1;
          if (index % 3 === 0) throw new Error('failed');
          return index;
        }),
      ),
    );
    expect(order).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(most).toBe(2);
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(3);
  });
});
