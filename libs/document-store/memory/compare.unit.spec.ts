import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareText, compareValues } from './compare.js';

describe('compareText', () => {
  it('puts what lies beyond U+FFFF behind what UTF-16 puts it before', () => {
    expect(['\u{1f600}', '\ufffd', '\ue000', '\ud7ff', 'a'].sort(compareText)).toEqual([
      'a',
      '\ud7ff',
      '\ue000',
      '\ufffd',
      '\u{1f600}',
    ]);
  });

  it('orders as the bytes of UTF-8 do', () => {
    const text = fc.string({ unit: 'binary', maxLength: 8 });
    fc.assert(
      fc.property(text, text, (left, right) => {
        const bytes = Buffer.compare(Buffer.from(left), Buffer.from(right));
        expect(Math.sign(compareText(left, right))).toBe(bytes);
      }),
    );
  });
});

describe('compareValues', () => {
  it('puts null first, and false before true', () => {
    expect([true, null, false].sort(compareValues)).toEqual([null, false, true]);
    expect([1, null, -1].sort(compareValues)).toEqual([null, -1, 1]);
  });
});
