import { describe, expect, it } from 'vitest';
import { createPasswordRule, PasswordPatternError } from './password-rule.js';

/** Open WebUI's own. */
const DEFAULT = '^(?=.*[a-z])(?=.*[A-Z])(?=.*\\d)(?=.*[^\\w\\s]).{8,}$';

const refusal = (pattern: string, password: string, hint: string | null = null): unknown => {
  try {
    createPasswordRule({ pattern, hint })(password);
    return undefined;
  } catch (error) {
    return error;
  }
};

describe('The rule for passwords', () => {
  it('is the pattern', () => {
    expect(refusal(DEFAULT, 'Correct-horse-7')).toBeUndefined();
    expect(refusal(DEFAULT, `${'Ünïcode-'.repeat(400)}Aa1!`)).toBeUndefined();
    expect(refusal(DEFAULT, 'correct horse')).toMatchObject({ code: 'USERS-PASSWORD-REFUSED', status: 400 });
  });

  it('says what the operator says of it', () => {
    expect(refusal(DEFAULT, 'short', 'Eight characters, please.')).toMatchObject({
      detail: 'Eight characters, please.',
    });
    expect(refusal(DEFAULT, 'short')).toMatchObject({ detail: expect.stringMatching(/.+/) as string });
  });

  it('holds from the first character on, and need not reach the last', () => {
    expect(refusal('abc', 'abcd')).toBeUndefined();
    expect(refusal('abc', 'xabc')).toMatchObject({ code: 'USERS-PASSWORD-REFUSED' });
  });

  it('holds for every password alike, however often it is asked', () => {
    const rule = createPasswordRule({ pattern: 'a+', hint: null });
    for (let nth = 0; nth < 3; nth++) expect(() => rule('aaa')).not.toThrow();
  });

  it('may be written as patterns were before Unicode', () => {
    expect(refusal('[a-z\\@]{3}\\@', 'abc@')).toBeUndefined();
  });

  it.each(['(', '[z-a]', 'a{2,1}'])('is none with %s, which is no pattern', (pattern) => {
    expect(refusal(pattern, 'any')).toBeInstanceOf(PasswordPatternError);
  });

  it.each(['^(a+)+$', '^(?:[a-z]+)*$', '^(a|a)*$', '^(?=(?:a|aa)*c)', '.*.*.*x'])(
    'is none with %s, which some passwords take for ever to match',
    (pattern) => {
      expect(refusal(pattern, 'any')).toBeInstanceOf(PasswordPatternError);
    },
  );

  it('refuses what takes too long all the same: no trial finds every pattern', () => {
    // It takes words that no trial is made of.
    const rule = createPasswordRule({ pattern: '^(?:xyzzy|x(?:yz)zy)*$', hint: null });
    const startedAt = performance.now();
    expect(() => rule(`${'xyzzy'.repeat(60)}!`)).toThrow('USERS-PASSWORD-REFUSED');
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });
});
