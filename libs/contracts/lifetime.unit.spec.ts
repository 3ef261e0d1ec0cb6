import { describe, expect, it } from 'vitest';
import { parseLifetime } from './lifetime.js';

describe('A lifetime', () => {
  it.each([
    ['4w', 4 * 7 * 86_400_000],
    ['90m', 5_400_000],
    ['1.5h', 5_400_000],
    ['1000ms', 1000],
    ['-1', null],
    ['0', null],
  ])('may be %s', (text, milliseconds) => {
    expect(parseLifetime(text)).toBe(milliseconds);
  });

  it.each(['', '4 weeks', '4', '-4w', '1ms', '5219w', '4W', '1e3s', 'Infinity'])('is not %j', (text) => {
    expect(parseLifetime(text)).toBeUndefined();
  });
});
