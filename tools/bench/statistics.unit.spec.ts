import { describe, expect, it } from 'vitest';
import { mannWhitney, median, percentile } from './statistics.js';

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

  it('tells two samples apart by Mann-Whitney, and does not where there is nothing to tell', () => {
    const sample = (shift: number) => Array.from({ length: 100 }, (_, index) => ((index * 37) % 100) + shift);
    expect(mannWhitney(sample(0), sample(0))).toBeCloseTo(1, 6);
    // By the error function in double precision.
    expect(mannWhitney(sample(0), sample(10))).toBeCloseTo(0.020_336_76, 6);
    expect(mannWhitney(sample(0), sample(50))).toBeLessThan(1e-6);
    expect(mannWhitney(sample(10), sample(0))).toBeCloseTo(mannWhitney(sample(0), sample(10)), 9);
    expect(mannWhitney(Array<number>(50).fill(1), Array<number>(50).fill(1))).toBe(1);
  });

  it('has no figure where nothing was measured', () => {
    expect(median([])).toBeNaN();
  });
});
