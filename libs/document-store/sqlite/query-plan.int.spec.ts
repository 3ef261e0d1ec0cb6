import { join } from 'node:path';
import type { CollectionDefinition, FindOptions } from '@reeve/document-store';
import {
  aTemporaryFolder,
  INDEXED_ENTRIES as ENTRIES,
  indexServes,
  queryOfEntries,
} from '@reeve/document-store/testing';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { getDocument } from './collection-table.js';
import { documentItem, idItem, listOfKeysSql, listSql } from './document-list.js';
import {
  countBySql,
  countSql,
  findSql,
  getDocumentsSql,
  matchCountSql,
  orderingSql,
  rowsSql,
} from './query-sql.js';
import type { Sql } from './sql.js';
import { openStoreFile } from './store-file.js';

const SMALL: CollectionDefinition = {
  name: 'testing_small',
  fields: ENTRIES.fields,
  indexes: ENTRIES.indexes,
  clustered: true,
};

async function explainer(...collections: readonly CollectionDefinition[]) {
  const path = join(await aTemporaryFolder(), 'documents.db');
  const { database, statements } = openStoreFile(path, collections);
  onTestFinished(() => {
    database.close();
  });
  return ({ text, parameters }: Sql): string =>
    statements
      .rows(`EXPLAIN QUERY PLAN ${text}`, parameters)
      .map((row) => String(row[3]))
      .join('; ');
}

describe('the plans that SQLite makes', () => {
  it('find and count what `indexServes` promises by an index, and sort nothing', async () => {
    const explain = await explainer(ENTRIES);
    const promised = new Set<string>();

    fc.assert(
      fc.property(queryOfEntries, ({ where = {}, sort }) => {
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
          const options = { where, sort, limit: 10, offset: 5 };
          const planOf = (item: string) => explain(listSql(findSql(ENTRIES, options, item)));
          expect(planOf(documentItem(ENTRIES))).toMatch(
            new RegExp(
              `^CO-ROUTINE \\S+; ${way} testing_entries USING INDEX \\S+( \\([^;]*\\))?; SCAN \\S+$`,
            ),
          );
          expect(planOf(idItem(ENTRIES))).toMatch(
            new RegExp(
              `^CO-ROUTINE \\S+; ${way} testing_entries USING COVERING INDEX \\S+( \\([^;]*\\))?; SCAN \\S+$`,
            ),
          );
        }
        promised.add(JSON.stringify({ where, sort }));
      }),
      { numRuns: 3000 },
    );

    expect(promised.size).toBeGreaterThan(30);
  });

  it('look an id up once, where documents are clustered by their ids', async () => {
    const explain = await explainer(ENTRIES, SMALL);
    const byId = (definition: CollectionDefinition) =>
      explain({ text: getDocument(definition), parameters: ['a'] });

    expect(byId(SMALL)).toBe('SEARCH testing_small USING PRIMARY KEY (id=?)');
    expect(byId(ENTRIES)).toMatch(/^SEARCH testing_entries USING INDEX sqlite_autoindex\S+ \(id=\?\)$/);
  });

  it('look each document that is joined up once, by its id', async () => {
    const explain = await explainer(ENTRIES, SMALL);
    const item = documentItem(ENTRIES, { small: SMALL });
    const joined = 'CORRELATED SCALAR SUBQUERY 1; SEARCH $other USING PRIMARY KEY (id=?)';
    const byIds = explain(listSql(getDocumentsSql(ENTRIES, ['a', 'b'], item)));
    expect(byIds).toMatch(/^SEARCH testing_entries USING INDEX sqlite_autoindex\S+ \(id=\?\); [^;]+; [^;]+$/);
    expect(byIds).toContain(joined);

    const byKeys = explain({ text: listOfKeysSql(ENTRIES, item), parameters: ['[2,1]'] });
    expect(byKeys).toContain('SEARCH testing_entries USING INTEGER PRIMARY KEY (rowid=?)');
    expect(byKeys.split('; ').filter((step) => step.startsWith('SEARCH $other'))).toHaveLength(1);
  });

  it('look up nothing that a page passes over, where documents are clustered by their ids', async () => {
    const explain = await explainer(SMALL);
    const sort = [{ field: 'at', direction: 'asc' }] as const;

    const rows = findSql(SMALL, { where: { type: 'x' }, sort, limit: 10, offset: 20 }, documentItem(SMALL));
    expect(explain(listSql(rows))).toMatch(
      /SEARCH testing_small USING COVERING INDEX .* SCAN \$page; SEARCH testing_small USING PRIMARY KEY \(id=\?\)/,
    );
  });

  it('count by a field in the order of its index', async () => {
    const explain = await explainer(ENTRIES);

    expect(explain(countBySql(ENTRIES, 'type', {}))).toMatch(
      /^SCAN testing_entries USING COVERING INDEX \S+$/,
    );
    expect(explain(countBySql(ENTRIES, 'at', { where: { type: 'x' } }))).toMatch(
      /^SEARCH testing_entries USING COVERING INDEX \S+ \(field_type=\?\)$/,
    );
  });

  it('find one of several values by an index', async () => {
    const explain = await explainer(ENTRIES);

    expect(explain(countSql(ENTRIES, { where: { type: { in: ['a', 'b', 'c'] } } }))).toMatch(
      /^SEARCH testing_entries USING COVERING INDEX \S+ \(field_type=\?\)$/,
    );
  });

  it('go on after a place from that place in the index', async () => {
    const explain = await explainer(ENTRIES);
    const sort = [{ field: 'at', direction: 'desc' }] as const;
    const after = { value: 5, id: 'x' };

    expect(
      explain(findSql(ENTRIES, { where: { at: { gte: 0 } }, sort, limit: 10, after }, 'document')),
    ).toMatch(/^SEARCH testing_entries USING INDEX \S+ \(.*\)$/);
    expect(explain(findSql(ENTRIES, { where: { type: 'x' }, sort, limit: 10, after }, 'document'))).toMatch(
      /^SEARCH testing_entries USING INDEX \S+ \(field_type=\? AND \(field_at,id\)<\(\?,\?\)\)$/,
    );
  });

  it('find few by their own condition, and then put them in order', async () => {
    const explain = await explainer(ENTRIES);
    const sort = [{ field: 'type', direction: 'asc' }] as const;
    const ordering = (options: Partial<FindOptions>) => {
      const found = orderingSql(ENTRIES, { sort, limit: 10, ...options });
      if (found === undefined) return undefined;
      return { candidates: explain(found.candidates), ordered: explain(found.ordered) };
    };
    const ordered: unknown = expect.stringMatching(
      /^SCAN json_each .*; SEARCH testing_entries USING INTEGER PRIMARY KEY \(rowid=\?\); USE TEMP B-TREE FOR ORDER BY$/,
    );

    expect(ordering({ search: 'abc', where: { type: { gte: '' } } })).toEqual({
      candidates: expect.stringMatching(/^SCAN testing_entries\$search VIRTUAL TABLE INDEX \S+$/) as unknown,
      ordered,
    });
    expect(ordering({ where: { at: { gte: 1 }, type: { gte: '' } } })).toEqual({
      candidates: expect.stringMatching(
        /^SEARCH testing_entries USING COVERING INDEX \S+ \(field_at>\?\)$/,
      ) as unknown,
      ordered,
    });
    expect(ordering({ where: { type: { gte: '' } } })).toBeUndefined();
    expect(ordering({ search: 'ab' })).toBeUndefined();
  });

  it('count what is only searched for in the trigram index alone', async () => {
    const explain = await explainer(ENTRIES);

    const { count } = matchCountSql(ENTRIES, { search: 'abc' }) ?? {};
    expect(count && explain(count)).toMatch(/^SCAN testing_entries\$search VIRTUAL TABLE INDEX \S+$/);
    expect(matchCountSql(ENTRIES, { search: 'abc', where: { type: 'x' } })).toBeUndefined();
  });

  it('find a frequent substring along the sorted index', async () => {
    const explain = await explainer(ENTRIES);
    const sort = [{ field: 'at', direction: 'desc' }] as const;

    expect(explain(findSql(ENTRIES, { search: 'abc', sort, limit: 10 }, 'id, document', 'rows'))).toMatch(
      /^SCAN testing_entries USING INDEX \S+$/,
    );
  });
});
