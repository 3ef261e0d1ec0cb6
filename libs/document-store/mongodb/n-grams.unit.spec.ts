import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { longestGrams, nGrams } from './n-grams.js';

describe('the n-grams of a text', () => {
  it('are its substrings of one to three code points, each once', () => {
    expect(nGrams(['abab']).sort()).toEqual(['a', 'ab', 'aba', 'b', 'ba', 'bab']);
    expect(nGrams(['👩é']).sort()).toEqual(['é', '👩', '👩é'].sort());
    expect(nGrams([''])).toEqual([]);
  });

  it('are those of each text by itself', () => {
    expect(nGrams(['a', 'b']).sort()).toEqual(['a', 'b']);
  });

  it('contain the longest of every substring', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '👩', '\u0301'), minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(text, fc.nat(), fc.nat(), (text, from, length) => {
        const characters = Array.from(text);
        const start = from % characters.length;
        const term = characters.slice(start, start + 1 + (length % 8)).join('');
        expect(nGrams([text])).toEqual(expect.arrayContaining(longestGrams(term)));
      }),
    );
  });
});

describe('the longest n-grams of a term', () => {
  it('are those of three code points, or the term itself', () => {
    expect(longestGrams('abcdabc')).toEqual(['abc', 'bcd', 'cda', 'dab']);
    expect(longestGrams('abc')).toEqual(['abc']);
    expect(longestGrams('👩')).toEqual(['👩']);
  });
});
