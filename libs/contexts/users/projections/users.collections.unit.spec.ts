import { indexServes } from '@reeve/document-store/testing';
import { describe, expect, it } from 'vitest';
import { USERS } from './users.collections.js';

describe('the indexes of users', () => {
  it('serve the user of an e-mail, and whether there is any', () => {
    expect(indexServes(USERS, { where: { emailFingerprint: 'f' }, sort: [] })).toBe(true);
    expect(indexServes(USERS, { sort: [] })).toBe(true);
  });
});
