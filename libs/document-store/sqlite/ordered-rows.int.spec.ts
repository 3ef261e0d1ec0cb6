import { join } from 'node:path';
import type { CollectionDefinition, FindOptions } from '@reeve/document-store';
import { aTemporaryFolder } from '@reeve/document-store/testing';
import { describe, expect, it, onTestFinished } from 'vitest';
import { rowOf } from './collection-table.js';
import { CollectionWriter } from './collection-writer.js';
import { OrderedRows } from './ordered-rows.js';
import { idItem, idsIn, listOfKeysSql, listSql } from './document-list.js';
import { findSql, orderingSql } from './query-sql.js';
import { openStoreFile } from './store-file.js';

const PEOPLE: CollectionDefinition = {
  name: 'testing_people',
  fields: { name: 'text', age: 'number' },
  indexes: [['name'], ['age']],
  searchable: ['name'],
};
const COUNT = 400;
const BY_NAME = [{ field: 'name', direction: 'desc' }] as const;

/** People whose ages are 0 to 399; of every fifth the name says so, in an order that has nothing to do with the age. */
async function people(mostOrdered: number, leastOrdered?: number) {
  const { database, statements } = openStoreFile(join(await aTemporaryFolder(), 'documents.db'), [PEOPLE]);
  onTestFinished(() => {
    database.close();
  });
  const writer = new CollectionWriter(statements, PEOPLE);
  const put = (id: string, name: string, age: number) =>
    writer.put(rowOf(PEOPLE, id, undefined, { name, age }));
  for (let age = 0; age < COUNT; age++) {
    put(`p${age}`, `${(age * 7919) % COUNT} ${age % 5 === 0 ? 'fifth' : 'other'}`, age);
  }
  const ordered = new OrderedRows(statements, mostOrdered, leastOrdered);
  const page = (options: FindOptions, changes = 0) => {
    const ordering = orderingSql(PEOPLE, options);
    if (ordering === undefined) throw new Error('Nothing has to be put in order');
    const { limit, offset = 0 } = options;
    const item = idItem(PEOPLE);
    return idsIn(
      ordered.page({
        kind: 'page',
        collection: PEOPLE.name,
        changes,
        ...ordering,
        page: listOfKeysSql(PEOPLE, item),
        walk: listSql(findSql(PEOPLE, options, item, 'rows')),
        offset,
        limit,
      }),
    );
  };
  return { page, put };
}

const QUESTIONS: readonly FindOptions[] = [
  { search: 'FIFTH', sort: BY_NAME, limit: 7 },
  { search: 'fifth', sort: BY_NAME, limit: 7, offset: 70 },
  { search: 'fifth', sort: BY_NAME, limit: 7, after: { value: '200', id: 'p1' } },
  { search: 'fifth', sort: BY_NAME, limit: 7, where: { age: { lt: 100 }, name: { gte: '' } } },
  { search: 'fifth', limit: 500 },
  { where: { age: { gte: 100, lt: 180 }, name: { gte: '' } }, sort: BY_NAME, limit: 9, offset: 3 },
  { search: 'nobody', sort: BY_NAME, limit: 7 },
];

describe('pages of rows that no index has in their order', () => {
  it('are the same, whether the rows were put in order or walked to', async () => {
    const [few, many] = [await people(1000), await people(10)];
    for (const question of QUESTIONS) {
      expect(few.page(question)).toEqual(many.page(question));
      expect(few.page(question)).toEqual(few.page(question));
    }
    expect(few.page({ search: 'fifth', limit: 500 })).toHaveLength(80);
    expect(few.page({ search: 'fifth', sort: BY_NAME, limit: 7 })).toHaveLength(7);
  });

  it('are found where those who are meant stand together, far from where the page was looked for', async () => {
    const { page, put } = await people(1000);
    for (let nth = 0; nth < 60; nth++) put(`last-${nth}`, `zz ${String(nth).padStart(2, '0')} last`, 500);
    const options = { search: 'last', sort: [{ field: 'name', direction: 'asc' }], limit: 1 } as const;
    expect([page(options), page({ ...options, offset: 59 })]).toEqual([['last-0'], ['last-59']]);
    expect(page({ ...options, offset: 60 })).toEqual([]);
  });

  it('are found where few stand far from where the page was looked for, some of them at a time', async () => {
    const { page, put } = await people(1000, 1);
    for (let nth = 0; nth < 9; nth++) put(`rare-${nth}`, `zz ${nth} rare`, 500);
    const options = { search: 'rare', sort: [{ field: 'name', direction: 'asc' }], limit: 2 } as const;
    const offsets = [0, 4, 8, 10];
    expect(offsets.map((offset) => page({ ...options, offset }))).toEqual([
      ['rare-0', 'rare-1'],
      ['rare-4', 'rare-5'],
      ['rare-8'],
      [],
    ]);
  });

  it('are found along the way that others went who searched for something else', async () => {
    const { page } = await people(1000);
    const { page: expected } = await people(1);
    const sort = [{ field: 'age', direction: 'asc' }] as const;
    for (const offset of [0, 60, 30]) {
      for (const search of ['fifth', 'other', '99 oth']) {
        const options = { search, sort, limit: 9, offset };
        expect(page(options)).toEqual(expected(options));
      }
    }
    const ages = page({ search: 'fifth', sort, limit: 80 }).map((id) => Number(id.slice(1)));
    expect(ages).toEqual(Array.from({ length: 80 }, (_, nth) => 5 * nth));
  });

  it('are remembered of so many questions that these take a few megabytes, however little each finds', async () => {
    const { page, put } = await people(1000);
    const all = { search: 'fifth', limit: 500 };
    page(all);
    put('new', '999 fifth', 500);
    for (let nth = 0; nth < 100; nth++) page({ search: `nobody ${nth}`, limit: 1 });
    expect(page(all)).not.toContain('new');
    for (let nth = 0; nth < 5_000; nth++) page({ search: `nobody ${nth}`, limit: 1 });
    expect(page(all)).toContain('new');
  });

  it('show what has changed once it is said that something has', async () => {
    const { page, put } = await people(1000);
    const first = { search: 'fifth', sort: BY_NAME, limit: 1 };
    page(first);
    put('new', '999 fifth', 500);
    expect(page(first)).not.toEqual(['new']);
    expect(page(first, 1)).toEqual(['new']);
  });
});
