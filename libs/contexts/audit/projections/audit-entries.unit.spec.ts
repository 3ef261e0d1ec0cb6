import { indexServes } from '@reeve/document-store/testing';
import { describe, expect, it } from 'vitest';
import { AUDIT_FILTERS, auditEntries, IN_ORDER_OF_THE_LOG, NEWEST_FIRST } from './audit-entries.js';

type Filter = (typeof AUDIT_FILTERS)[number];

const RANGES = [{}, { gte: 1 }, { lte: 2 }, { gte: 1, lte: 2 }];

/** Whether an index serves the page and the total of these filters, within every range of time. */
function isServed(filters: readonly Filter[]): boolean {
  return RANGES.every((range) => {
    const where = {
      ...Object.fromEntries(filters.map((filter) => [filter, 'value'])),
      ...(Object.keys(range).length === 0 ? {} : { created_at: range }),
    };
    return indexServes(auditEntries, { where, sort: NEWEST_FIRST }) && indexServes(auditEntries, { where });
  });
}

/** Every combination that can be asked for, and the part of it whose entries are walked. */
const COMBINATIONS: readonly (readonly [asked: readonly Filter[], walked: readonly Filter[]])[] = [
  [[], []],
  [['entity_type'], ['entity_type']],
  [['entity_id'], ['entity_id']],
  [['user_id'], ['user_id']],
  [['action'], ['action']],
  [
    ['entity_type', 'entity_id'],
    ['entity_type', 'entity_id'],
  ],
  [
    ['entity_type', 'user_id'],
    ['entity_type', 'user_id'],
  ],
  [
    ['entity_type', 'action'],
    ['entity_type', 'action'],
  ],
  [
    ['user_id', 'action'],
    ['user_id', 'action'],
  ],
  [['entity_id', 'user_id'], ['entity_id']],
  [['entity_id', 'action'], ['entity_id']],
  [
    ['entity_type', 'entity_id', 'user_id'],
    ['entity_type', 'entity_id'],
  ],
  [
    ['entity_type', 'entity_id', 'action'],
    ['entity_type', 'entity_id'],
  ],
  [
    ['entity_type', 'user_id', 'action'],
    ['user_id', 'action'],
  ],
  [
    ['entity_id', 'user_id', 'action'],
    ['user_id', 'action'],
  ],
  [
    ['entity_type', 'entity_id', 'user_id', 'action'],
    ['entity_type', 'entity_id'],
  ],
];

describe('the indexes of the audit entries', () => {
  it('are thought through for every combination of filters', () => {
    const combinations = new Set(COMBINATIONS.map(([asked]) => [...asked].sort().join()));
    expect(combinations.size).toBe(2 ** AUDIT_FILTERS.length);
  });

  it.each(COMBINATIONS)('serve %j by walking the entries of %j', (asked, walked) => {
    expect(asked).toEqual(expect.arrayContaining([...walked]));
    expect(isServed(walked)).toBe(true);
  });

  it('serve the comparison with the log, part by part, and what stands nowhere in it', () => {
    for (const position of [{ gt: 'a', lte: 'b' }, { lte: 'b' }, { gt: 'a' }, null]) {
      expect(indexServes(auditEntries, { where: { position }, sort: IN_ORDER_OF_THE_LOG })).toBe(true);
    }
  });

  it('are each there for a combination, but for the one of that comparison', () => {
    const exact = COMBINATIONS.filter(([asked]) => isServed(asked));
    expect(exact).toHaveLength(auditEntries.indexes.length - 1);
  });
});
