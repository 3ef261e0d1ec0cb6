import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { SecretsUsed } from './secrets-used.js';

const secrets = new SecretsUsed();
const secret = secrets.make('label');

describe('The search for secrets', () => {
  it.each([
    ['as it is', (text: string) => text],
    ['in base64', (text: string) => Buffer.from(text).toString('base64')],
    ['in base64url', (text: string) => Buffer.from(text).toString('base64url')],
  ])('finds one %s, whatever stands around it', (_how, encode) => {
    for (let before = 0; before < 4; before++) {
      const text = `${'x'.repeat(before)}${secret}${'y'.repeat(before)}`;
      const content = Buffer.concat([randomBytes(9), Buffer.from(encode(text)), randomBytes(9)]);
      expect(secrets.foundIn(content)).toEqual([expect.stringMatching(/^label-/)]);
    }
  });

  it('leaves what people are known by to the documents of users, and to nothing else', () => {
    const person = secrets.rememberPersonal('person@example.com');
    const content = `${person} ${secret}`;
    expect(secrets.foundIn(content)).toHaveLength(2);
    expect(secrets.foundIn(content, 'documents of users')).toEqual([expect.stringMatching(/^label-/)]);
  });

  it('finds each of many that begin alike, at either end as well', () => {
    const many = new SecretsUsed();
    const alike = Array.from({ length: 500 }, () => many.make('person'));
    const [first, , third, ...others] = alike;
    const last = others.at(-1);
    expect(many.foundIn(`${first} ${'person-'.repeat(1000)}${third}${last}`)).toHaveLength(3);
  });

  it('finds none where there is none, and tells no more of one than its label', () => {
    expect(secrets.foundIn(randomBytes(100_000))).toEqual([]);
    expect(secrets.foundIn('label-of something else')).toEqual([]);
    expect(secrets.foundIn(secret)[0]).not.toContain(secret.slice(14));
  });
});
