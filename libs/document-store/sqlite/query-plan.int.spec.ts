import { join } from 'node:path';
import type { CollectionDefinition, Where } from '@reeve/document-store';
import { aTemporaryFolder, indexServes } from '@reeve/document-store/testing';
import type { QueryShape } from '@reeve/document-store/testing';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { countBySql, countSql, findSql, rowsSql } from './query-sql.js';
import type { Sql } from './sql.js';
import { openStoreFile } from './store-file.js';

const ENTRIES = {
  name: 'testing_entries',
  fields: { type: 'text', actor: 'text', at: 'number', place: 'number', open: 'boolean', title: 'text' },
  indexes: [
    ['at'],
    ['type', 'at'],
    ['actor', 'at'],
    ['type', 'actor', 'at'],
    ['at', 'place'],
    ['actor', 'at', 'place'],
    ['open'],
  ],
  searchable: ['title'],
} as const satisfies CollectionDefinition;

async function explainer() {
  const { database, statements } = openStoreFile(join(await aTemporaryFolder(), 'documents.db'), [ENTRIES]);
  onTestFinished(() => {
    database.close();
  });
  return ({ text, parameters }: Sql): string =>
    statements
      .rows(`EXPLAIN QUERY PLAN ${text}`, parameters)
      .map((row) => String(row[3]))
      .join('; ');
}

type Field = keyof typeof ENTRIES.fields;
const value = (field: Field) => ({ text: 'x', number: 1, boolean: true })[ENTRIES.fields[field]];

const shape: fc.Arbitrary<QueryShape> = fc
  .record({
    equal: fc.uniqueArray(fc.constantFrom<Field>('type', 'actor', 'at', 'open'), { maxLength: 2 }),
    isNull: fc.boolean(),
    ranged: fc.constantFrom<Field | undefined>('at', 'place', undefined),
    sorted: fc.option(fc.uniqueArray(fc.constantFrom<Field>('at', 'place', 'type'), { maxLength: 2 }), {
      nil: undefined,
    }),
    direction: fc.constantFrom('asc', 'desc'),
  })
  .map(({ equal, isNull, ranged, sorted, direction }) => {
    const where: Where = {
      ...(ranged && { [ranged]: { gte: 1, lt: 5 } }),
      ...Object.fromEntries(equal.map((field) => [field, isNull ? null : value(field)])),
    };
    return { where, ...(sorted && { sort: sorted.map((field) => ({ field, direction })) }) };
  });

describe('the plans that SQLite makes', () => {
  it('find and count what `indexServes` promises by an index, and sort nothing', async () => {
    const explain = await explainer();
    const promised = new Set<string>();

    fc.assert(
      fc.property(shape, ({ where = {}, sort }) => {
        if (!indexServes(ENTRIES, { where, ...(sort && { sort }) })) return;
        const isAll = Object.keys(where).length === 0;
        const way = isAll ? 'SCAN' : 'SEARCH';
        if (sort === undefined) {
          expect(explain(countSql(ENTRIES, { where }))).toMatch(
            new RegExp(`^${way} testing_entries USING COVERING INDEX`),
          );
          expect(explain(rowsSql(ENTRIES, where, 10))).toMatch(
            new RegExp(`^${way} testing_entries USING COVERING INDEX`),
          );
        } else {
          expect(explain(findSql(ENTRIES, { where, sort, limit: 10, offset: 5 }))).toMatch(
            new RegExp(`^${way} testing_entries USING INDEX \\S+( \\(.*\\))?$`),
          );
        }
        promised.add(JSON.stringify({ where, sort }));
      }),
      { numRuns: 3000 },
    );

    expect(promised.size).toBeGreaterThan(30);
  });

  it('count by a field in the order of its index', async () => {
    const explain = await explainer();

    expect(explain(countBySql(ENTRIES, 'type', {}))).toMatch(
      /^SCAN testing_entries USING COVERING INDEX \S+$/,
    );
    expect(explain(countBySql(ENTRIES, 'at', { where: { type: 'x' } }))).toMatch(
      /^SEARCH testing_entries USING COVERING INDEX \S+ \(field_type=\?\)$/,
    );
  });

  it('find one of several values by an index', async () => {
    const explain = await explainer();

    expect(explain(countSql(ENTRIES, { where: { type: { in: ['a', 'b', 'c'] } } }))).toMatch(
      /^SEARCH testing_entries USING COVERING INDEX \S+ \(field_type=\?\)$/,
    );
  });

  it('find a substring by the trigram index', async () => {
    const explain = await explainer();

    expect(explain(countSql(ENTRIES, { search: 'abc' }))).toMatch(
      /^SEARCH testing_entries USING INTEGER PRIMARY KEY \(rowid=\?\); LIST SUBQUERY 1; SCAN testing_entries\$search VIRTUAL TABLE INDEX/,
    );
  });

  it('find a frequent substring along the sorted index', async () => {
    const explain = await explainer();
    const sort = [{ field: 'at', direction: 'desc' }] as const;

    expect(explain(findSql(ENTRIES, { search: 'abc', sort, limit: 10 }, 'rows'))).toMatch(
      /^SCAN testing_entries USING INDEX \S+$/,
    );
  });
});
