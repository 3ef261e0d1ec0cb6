import { describe, expect, it } from 'vitest';
import { median, percentile } from './statistics.js';

describe('statistics', () => {
  it('takes the middle of what was measured, in any order', () => {
    expect(median([5, 1, 4, 2, 3])).toBe(3);
    expect(median([2, 1])).toBe(1);
  });

  it('takes percentiles by nearest rank', () => {
    const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(percentile(hundred, 99)).toBe(99);
    expect(percentile(hundred, 100)).toBe(100);
    expect(percentile([7], 99)).toBe(7);
  });

  it('has no figure where nothing was measured', () => {
    expect(median([])).toBeNaN();
  });
});
