import type { ImportRow } from '@reeve/contracts';
import { describe, expect, it } from 'vitest';
import { checkImportedAccount } from './imported-account.js';

const HASH =
  '$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
const row = (changes: Partial<ImportRow> = {}): ImportRow => ({
  line: 2,
  name: 'Ada',
  email: 'Ada@Example.com',
  password: 'a password',
  passwordHash: null,
  role: 'User',
  profileImageUrl: '',
  ...changes,
});
const hashed = (passwordHash: string) => row({ password: null, passwordHash });
const check = (changed: ImportRow) => () => checkImportedAccount(changed);

describe('A row of an import', () => {
  it('is an account with its e-mail normalised, its role in lower case and the built-in image', () => {
    expect(checkImportedAccount(row())).toEqual({
      account: {
        name: 'Ada',
        email: 'ada@example.com',
        password: 'a password',
        profileImageUrl: '/user.png',
      },
      passwordHash: null,
      role: 'user',
    });
  });

  it('may bring a hash in the place of a password', () => {
    expect(checkImportedAccount(hashed(HASH))).toMatchObject({ passwordHash: HASH });
  });

  it.each([
    [row({ role: 'owner' }), 'USERS-IMPORT-ROLE-UNKNOWN'],
    [row({ role: '' }), 'USERS-IMPORT-ROLE-UNKNOWN'],
    [row({ email: 'nobody' }), 'USERS-EMAIL-INVALID'],
    [row({ password: '' }), 'USERS-PASSWORD-EMPTY'],
    [row({ name: 'x'.repeat(501) }), 'USERS-NAME-TOO-LONG'],
    [row({ profileImageUrl: 'javascript:alert(1)' }), 'USERS-PROFILE-IMAGE-INVALID'],
  ])('is refused for what an account is refused for: %#', (refused, code) => {
    expect(check(refused)).toThrow(expect.objectContaining({ code }) as Error);
  });

  it.each([
    ['no hash', 'a password'],
    ['bcrypt', '$2b$12$abcdefghijklmnopqrstuuFQ1Yt0xW0sC7P3M5xO0wq1l2n3o4p5q'],
    ['too much memory', HASH.replace('m=19456', 'm=4194304')],
    ['too many passes', HASH.replace('t=2', 't=999')],
    ['no pass', HASH.replace('t=2', 't=0')],
    ['less memory than its lanes need', HASH.replace('m=19456', 'm=7')],
    ['another version', HASH.replace('v=19', 'v=16')],
    ['something after it', `${HASH}\n`],
  ])('is refused with a hash that sign-in cannot check: %s', (_what, hash) => {
    expect(check(hashed(hash))).toThrow(
      expect.objectContaining({ code: 'USERS-PASSWORD-HASH-UNSUPPORTED' }) as Error,
    );
  });
});
