import type { UserPlace, UsersQuery } from '@reeve/contracts';
import { describe, expect, it } from 'vitest';
import { isRangeInOtherOrder, ListByRange } from './list-by-range.js';
import type { FoundLive, ListedUser } from './user-runs.js';

/** U+FF5E comes after a smiley in UTF-16, and before it by code point. */
const NAMES = ['～', '😀', 'b', 'a', 'b'];
const PEOPLE = NAMES.map((name, id) => ({ id: String(id), document: { name } }) as unknown as ListedUser);
const ALWAYS: UsersQuery = { order: 'name', direction: 'asc', limit: 10, offset: 0 };
const QUERY: UsersQuery = { ...ALWAYS, createdFrom: 1 };

function listOf(few: number) {
  const asked: unknown[] = [];
  const answer = (how: string) => (query: UsersQuery, field: string, after?: UserPlace) => {
    asked.push([how, query, field, after]);
    return Promise.resolve(PEOPLE);
  };
  const runs = {
    page: answer('page'),
    found: answer('found'),
    listed: (people: readonly FoundLive[]) => Promise.resolve(people as readonly ListedUser[]),
  };
  return { list: new ListByRange(runs, few), asked };
}

async function idsOf(query: Partial<UsersQuery>) {
  const page = await listOf(5).list.page({ ...QUERY, ...query }, 'name', PEOPLE.length);
  return page.map(({ id }) => id).join('');
}

describe('A range of the time of registration in another order', () => {
  it('is read by the range and put in order where those are few', async () => {
    const { list, asked } = listOf(5);
    expect((await list.page(QUERY, 'name', 5)).map(({ id }) => id)).toEqual(['3', '2', '4', '0', '1']);
    expect(asked).toEqual([['found', { ...QUERY, limit: 5 }, 'createdAt', undefined]]);
  });

  it('has pages, by number and by place', async () => {
    expect(await idsOf({ direction: 'desc' })).toBe('10423');
    expect(await idsOf({ limit: 2, offset: 2 })).toBe('40');
    expect(await idsOf({ after: { value: 'b', id: '2' } })).toBe('401');
    expect(await idsOf({ after: { value: 'b', id: '2' }, direction: 'desc', offset: 0 })).toBe('3');
    expect(await idsOf({ after: { value: '😀', id: '1' } })).toBe('');
  });

  it('is gone through in the order where those are many', async () => {
    const { list, asked } = listOf(4);
    const after = { value: 'a', id: '3' };
    expect(await list.page({ ...QUERY, after }, 'name', 5)).toBe(PEOPLE);
    expect(asked).toEqual([['page', { ...QUERY, after }, 'name', after]]);
  });

  it('is asked for with a time, without a search, and by something else', () => {
    expect(isRangeInOtherOrder(QUERY, 'name')).toBe(true);
    expect(isRangeInOtherOrder({ ...QUERY, search: '' }, 'email')).toBe(true);
    expect(isRangeInOtherOrder(QUERY, 'createdAt')).toBe(false);
    expect(isRangeInOtherOrder({ ...QUERY, search: 'ada' }, 'name')).toBe(false);
    expect(isRangeInOtherOrder(ALWAYS, 'name')).toBe(false);
    expect(isRangeInOtherOrder({ ...ALWAYS, createdTo: 2 }, 'name')).toBe(true);
  });
});
