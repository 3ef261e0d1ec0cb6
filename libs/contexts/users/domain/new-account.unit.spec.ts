import { ReeveError } from '@reeve/contracts';
import { describe, expect, it } from 'vitest';
import { newEmailAddress, normaliseEmail } from './email-address.js';
import { checkNewAccount } from './new-account.js';
import type { NewAccount } from './new-account.js';

const ada: NewAccount = {
  name: 'Ada',
  email: 'Ada@Example.com',
  password: 'correct horse',
  profileImageUrl: '/user.png',
};
const codeOf = (changes: Partial<NewAccount>): string | undefined => {
  try {
    checkNewAccount({ ...ada, ...changes });
    return undefined;
  } catch (error) {
    if (!(error instanceof ReeveError)) throw error;
    return error.code;
  }
};

describe('A new account', () => {
  it('has its e-mail in lower case', () => {
    expect(checkNewAccount(ada)).toEqual({ ...ada, email: 'ada@example.com' });
  });

  it('gets the default image when it brings none', () => {
    expect(checkNewAccount({ ...ada, profileImageUrl: '' }).profileImageUrl).toBe('/user.png');
  });

  it.each(['a@localhost', 'a@b.c', "o'neill+tag@sub.example.co", 'ü@bücher.example'])(
    'may have the e-mail %s',
    (email) => {
      expect(newEmailAddress(email)).toBe(normaliseEmail(email));
    },
  );

  it.each([
    '',
    '@localhost',
    'a@b',
    'a@@b.c',
    'a b@c.d',
    'a@b.c\n',
    '\u0000a@b.c',
    'a\u200b@b.c',
    `${'a'.repeat(251)}@b.c`,
  ])('may not have the e-mail %j', (email) => {
    expect(codeOf({ email })).toBe('USERS-EMAIL-INVALID');
  });

  it('may have a password longer than 72 bytes, counted in UTF-8', () => {
    expect(codeOf({ password: 'ж'.repeat(2048) })).toBeUndefined();
    expect(codeOf({ password: 'ж'.repeat(2049) })).toBe('USERS-PASSWORD-TOO-LONG');
    expect(codeOf({ password: '' })).toBe('USERS-PASSWORD-EMPTY');
  });

  it('has a name and an image within bounds', () => {
    expect(codeOf({ name: 'x'.repeat(501) })).toBe('USERS-NAME-TOO-LONG');
    expect(codeOf({ profileImageUrl: 'javascript:alert(1)' })).toBe('USERS-PROFILE-IMAGE-INVALID');
  });
});
