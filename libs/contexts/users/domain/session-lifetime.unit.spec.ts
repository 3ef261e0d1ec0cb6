import { describe, expect, it } from 'vitest';
import { parseSessionLifetime } from './session-lifetime.js';

describe('The lifetime of a session', () => {
  it.each([
    ['-1', null],
    ['0', null],
    ['4w', 2_419_200],
    ['1.5h', 5400],
    ['90s', 90],
    ['30m', 1800],
    ['7d', 604_800],
    ['1500ms', 2],
    ['1ms', 1],
  ])('%s', (text, seconds) => {
    expect(parseSessionLifetime(text)).toBe(seconds);
  });

  it.each(['', '4', 'w', '-4w', '4 w', '4W', '1h30m', '0s', '1e3s', '999999999w', 'NaN'])(
    'refuses %j',
    (text) => {
      expect(parseSessionLifetime(text)).toBeUndefined();
    },
  );
});
