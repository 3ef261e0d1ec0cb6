import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMasterKey } from './parse-master-key.js';

describe('a master key as text', () => {
  it('is 64 hexadecimal digits, or base64 in either alphabet, padded or not', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
        const key = Buffer.from(bytes);
        const texts = [
          key.toString('hex'),
          key.toString('hex').toUpperCase(),
          key.toString('base64'),
          key.toString('base64').replace('=', ''),
          key.toString('base64url'),
        ];
        for (const text of texts) expect(parseMasterKey(text)).toEqual(key);
      }),
    );
  });

  it.each([
    ['nothing', ''],
    ['a passphrase', 'correct horse battery staple'],
    ['63 digits', 'a'.repeat(63)],
    ['65 digits', 'a'.repeat(65)],
    ['64 letters', 'g'.repeat(64)],
    ['31 bytes', randomBytes(31).toString('base64')],
    ['33 bytes', randomBytes(33).toString('base64')],
    ['32 bytes and a blank', `${randomBytes(32).toString('base64')} `],
    ['bits beyond the 32nd byte', `${'A'.repeat(42)}B=`],
  ])('is not %s', (_, text) => {
    expect(parseMasterKey(text)).toBeUndefined();
  });
});
