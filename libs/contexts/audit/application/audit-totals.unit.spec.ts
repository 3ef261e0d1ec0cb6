import { auditCollections, auditEntries } from '@reeve/audit/projections';
import type { DocumentStore } from '@reeve/document-store';
import { openMemoryDocumentStore } from '@reeve/document-store/memory';
import { describe, expect, it } from 'vitest';
import { AuditTotals } from './audit-totals.js';

const PROJECTION = 'audit@3';

/** Tells how often it had to count, and lets something happen meanwhile. */
function counted(meanwhile: (store: DocumentStore) => Promise<void> = () => Promise.resolve()) {
  const store = openMemoryDocumentStore(auditCollections);
  const counts: unknown[] = [];
  const totals = new AuditTotals(
    {
      count: async (options) => {
        counts.push(options);
        const total = await store.collection(auditEntries).count(options);
        await meanwhile(store);
        return total;
      },
    },
    () => store.checkpoint(PROJECTION),
  );
  return { store, counts, totals };
}

async function enter(store: DocumentStore, id: string): Promise<void> {
  const document = { user_id: 'ada' };
  await store.write([{ kind: 'insert', collection: auditEntries.name, id, document }], {
    projection: PROJECTION,
    position: id,
  });
}

describe('totals', () => {
  it('are counted once for as long as nothing is added', async () => {
    const { store, counts, totals } = counted();
    await enter(store, '1');

    expect([await totals.matching({}), await totals.matching({}), await totals.matching({})]).toEqual([
      1, 1, 1,
    ]);
    expect(counts).toHaveLength(1);
  });

  it('are counted anew after each entry', async () => {
    const { store, totals } = counted();
    for (const [nth, id] of ['1', '2', '3'].entries()) {
      await enter(store, id);
      expect(await totals.matching({})).toBe(nth + 1);
    }
  });

  it('are those of the question', async () => {
    const { store, totals } = counted();
    await enter(store, '1');

    expect(await totals.matching({ user_id: 'ada' })).toBe(1);
    expect(await totals.matching({ user_id: 'bob' })).toBe(0);
  });

  it('do not hold when an entry came while they were counted', async () => {
    const { store, totals } = counted((during) => enter(during, '2'));
    await enter(store, '1');

    expect(await totals.matching({})).toBe(1);
    expect(await totals.matching({})).toBe(2);
  });
});
