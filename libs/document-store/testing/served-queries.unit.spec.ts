import type { CollectionDefinition } from '@reeve/document-store';
import { openMemoryDocumentStore } from '@reeve/document-store/memory';
import { describe, expect, it } from 'vitest';
import { QueryNotServedError, withServedQueries } from './served-queries.js';

const LOGS: CollectionDefinition = {
  name: 'testing_logs',
  fields: { type: 'text', at: 'number' },
  indexes: [['type', 'at']],
  searchable: ['type'],
};
const newest = [{ field: 'at', direction: 'desc' }] as const;

describe('A store that refuses what no index serves', () => {
  it('answers as the store does what one serves, and what is searched for', async () => {
    const store = withServedQueries(openMemoryDocumentStore([LOGS]));
    const document = { type: 'opened', at: 1 };
    await store.write([{ kind: 'put', collection: LOGS.name, id: 'a', document }]);
    const logs = store.collection(LOGS);
    const found = [{ id: 'a', document }];
    expect(await logs.get('a')).toEqual(document);
    expect(await logs.getMany(['a'])).toEqual(found);
    expect(await logs.find({ limit: 1 })).toEqual(found);
    expect(await logs.find({ where: { type: 'opened' }, sort: newest, limit: 1 })).toEqual(found);
    expect(await logs.find({ search: 'pen', sort: newest, limit: 1 })).toEqual(found);
    expect(await logs.findIds({ limit: 1 })).toEqual(['a']);
    expect(await logs.count({ where: { type: 'opened', at: { gte: 1 } } })).toBe(1);
    expect(await logs.countBy('type')).toEqual(new Map([['opened', 1]]));
    expect(await store.removeWhere(LOGS, { type: 'opened' }, 10)).toBe(1);
  });

  it('refuses the rest, but for what is known', async () => {
    const logs = withServedQueries(openMemoryDocumentStore([LOGS])).collection(LOGS);
    expect(() => logs.find({ sort: newest, limit: 1 })).toThrow(QueryNotServedError);
    expect(() => logs.findIds({ sort: newest, limit: 1 })).toThrow(QueryNotServedError);
    expect(() => logs.count({ where: { at: 1 } })).toThrow(
      'No index of testing_logs serves {"where":{"at":1}}',
    );
    expect(() => logs.countBy('at')).toThrow(QueryNotServedError);
    const lenient = withServedQueries(
      openMemoryDocumentStore([LOGS]),
      (_logs, { where }) => where?.['at'] === 1,
    );
    expect(await lenient.collection(LOGS).count({ where: { at: 1 } })).toBe(0);
  });
});
