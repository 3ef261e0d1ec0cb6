import type { CollectionDefinition } from '@reeve/document-store';
import { beforeAll, describe, expect, it } from 'vitest';
import { rowOf } from './collection-table.js';
import { CollectionWriter } from './collection-writer.js';
import { candidatesWith } from './query-sql.js';
import { openStoreFile } from './store-file.js';
import { inTransaction } from './transaction.js';
import { UncommonParts } from './uncommon-parts.js';

const PEOPLE: CollectionDefinition = {
  name: 'testing_people',
  fields: { name: 'text', email: 'text' },
  indexes: [],
  searchable: ['name', 'email'],
};
/** Every fifth is a Sørensen: too many to be read, and too few to be common. */
const COUNT = 6_000;
const nameOf = (number: number) => `${number % 5 === 0 ? 'Sørensen' : 'Other'} 😀${number % 7}`;
/** One address is that of so many that it takes a full look to find them, and of none that the sample has. */
const isShared = (number: number) => number % 55 === 7;
const SHARED = 109;
const emailOf = (number: number) =>
  isShared(number) ? 'wxyz@example.com' : `person${number}@${number === 11 ? 'exam.ple' : 'example'}.com`;

describe('what few rows have of a text', () => {
  let parts: UncommonParts;

  beforeAll(() => {
    const { database, statements } = openStoreFile(':memory:', [PEOPLE]);
    const writer = new CollectionWriter(statements, PEOPLE);
    inTransaction(database, () => {
      for (let number = 1; number <= COUNT; number += 1) {
        const document = { name: nameOf(number), email: emailOf(number) };
        writer.put(rowOf(PEOPLE, `p${number}`, undefined, document));
      }
    });
    parts = new UncommonParts(statements);
    return () => {
      database.close();
    };
  });

  const rowsWith = (search: string) => {
    const rows = parts.rowsWith({ collection: PEOPLE.name, ...candidatesWith(PEOPLE, search) });
    return rows && Array.from(rows);
  };

  it('finds a whole address, and all that begin or end alike', () => {
    expect(rowsWith('person4321@example.com')).toEqual([4321]);
    expect(rowsWith('PERSON4321@Example')).toEqual([4321]);
    expect(rowsWith('321@example.com')).toEqual([321, 1321, 2321, 3321, 4321, 5321]);
    expect(rowsWith('person599')).toEqual([599, ...Array.from({ length: 10 }, (_, digit) => 5990 + digit)]);
  });

  it('finds those of whom there are more than of what is rare', () => {
    const numbers = Array.from({ length: COUNT }, (_, index) => index + 1);
    const shared = numbers.filter((number) => isShared(number));
    expect(shared).toHaveLength(SHARED);
    expect(rowsWith('wxyz@example.com')).toEqual(shared);
  });

  it('finds nobody who has the parts but not the whole', () => {
    expect(rowsWith('person11@example.com')).toEqual([]);
    expect(rowsWith('other@example.com 4321')).toEqual([]);
    expect(rowsWith('person4321"@example.com')).toEqual([]);
    expect(rowsWith('n4321 543')).toEqual([]);
  });

  it.each([
    ['all are common', '@example.com'],
    ['none is', '4321'],
    ['too many rows have those that are not', 'sørensen 😀'],
  ])('does not help where %s', (_, search) => {
    expect(rowsWith(search)).toBeUndefined();
  });
});
