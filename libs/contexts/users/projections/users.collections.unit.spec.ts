import { indexServes } from '@reeve/document-store/testing';
import { describe, expect, it } from 'vitest';
import { API_KEYS } from './api-keys.collections.js';
import { MEMBERSHIPS } from './groups.collections.js';
import { ORDERED_BY, SESSIONS, USERS, USERS_ACTIVITY, USERS_PROCESSES } from './users.collections.js';

const OF_GROUP = { groupId: 'g', active: true } as const;
const FIRST = { name: '', email: '', role: '', createdAt: 0, updatedAt: 0 } as const;

describe('the indexes of users', () => {
  it('serve the user of an e-mail, and whether there is any', () => {
    expect(indexServes(USERS, { where: { emailFingerprint: 'f' }, sort: [] })).toBe(true);
    expect(indexServes(USERS, { sort: [] })).toBe(true);
  });

  const filters = [
    {},
    { role: 'admin' },
    { standing: 'disabled' },
    { role: 'admin', standing: 'disabled' },
  ] as const;
  it.each(ORDERED_BY.flatMap((field) => filters.map((filter) => [field, filter] as const)))(
    'serve the order by %s within %j',
    (field, filter) => {
      const where = { [field]: { gte: FIRST[field] }, ...filter };
      for (const direction of ['asc', 'desc'] as const) {
        const sort = [{ field, direction }];
        expect(indexServes(USERS, { where, sort })).toBe(true);
        expect(indexServes(MEMBERSHIPS, { where: { ...where, ...OF_GROUP }, sort })).toBe(true);
      }
    },
  );

  it('serve a range of the time of registration, in its order and counted', () => {
    const createdAt = { gte: 1, lte: 2 };
    for (const filter of filters) {
      const where = { createdAt, ...filter };
      expect(indexServes(USERS, { where, sort: [{ field: 'createdAt', direction: 'desc' }] })).toBe(true);
      expect(indexServes(USERS, { where })).toBe(true);
      const members = { ...where, ...OF_GROUP };
      expect(
        indexServes(MEMBERSHIPS, { where: members, sort: [{ field: 'createdAt', direction: 'desc' }] }),
      ).toBe(true);
      expect(indexServes(MEMBERSHIPS, { where: members })).toBe(true);
    }
  });

  it('serve the order of last activity and how many are at work, what is unfinished, who was erased, and a person’s sessions', () => {
    const seen = { where: { lastActiveAt: { gte: 0 } } };
    expect(
      indexServes(USERS_ACTIVITY, { ...seen, sort: [{ field: 'lastActiveAt', direction: 'desc' }] }),
    ).toBe(true);
    expect(indexServes(USERS_ACTIVITY, { where: { lastActiveAt: { gt: 0 } } })).toBe(true);
    expect(indexServes(USERS_PROCESSES, { where: { open: true }, sort: [] })).toBe(true);
    expect(indexServes(USERS_PROCESSES, { where: { erased: true }, sort: [] })).toBe(true);
    expect(indexServes(SESSIONS, { where: { userId: 'u', endedAt: null }, sort: [] })).toBe(true);
  });

  it('serve the sessions of a person that go on, and how many these are', () => {
    const where = { userId: 'u', sessionStamp: 's', activeUntil: { gt: 1 } };
    expect(indexServes(SESSIONS, { where, sort: [{ field: 'activeUntil', direction: 'desc' }] })).toBe(true);
    expect(indexServes(SESSIONS, { where })).toBe(true);
  });

  it('serve those of them that were started with an identity provider, one or any', () => {
    const goesOn = { userId: 'u', sessionStamp: 's', activeUntil: { gt: 1 } };
    const where = { ...goesOn, provider: 'p' };
    expect(indexServes(SESSIONS, { where, sort: [{ field: 'activeUntil', direction: 'desc' }] })).toBe(true);
  });

  it('serve an API key by its hash, and those of a person', () => {
    expect(indexServes(API_KEYS, { where: { hash: 'h' }, sort: [] })).toBe(true);
    const where = { userId: 'u', deletedAt: null };
    expect(indexServes(API_KEYS, { where, sort: [{ field: 'createdAt', direction: 'desc' }] })).toBe(true);
  });
});
