import { findInOrder } from '@reeve/document-store';
import type { CollectionDefinition } from '@reeve/document-store';
import { openMemoryDocumentStore } from '@reeve/document-store/memory';
import { describe, expect, it } from 'vitest';

const DAYS: CollectionDefinition = { name: 'testing_days', fields: { day: 'number' }, indexes: [['day']] };

describe('All documents of a range', () => {
  it.each([0, 1, 1_000, 1_001, 2_500])('are found in order, page by page: %d of them', async (count) => {
    const store = openMemoryDocumentStore([DAYS]);
    // Two of each day, and one before and after the range.
    const days = Array.from({ length: count }, (_, nth) => Math.floor(nth / 2));
    await store.write(
      [-1, ...days.toReversed(), count].map((day, nth) => ({
        kind: 'put' as const,
        collection: DAYS.name,
        id: String(nth),
        document: { day },
      })),
    );
    const found = await findInOrder(store.collection<{ day: number }>(DAYS), 'day', { gte: 0, lt: count });
    expect(found.map(({ document }) => document.day)).toEqual(days);
    expect(new Set(found.map(({ id }) => id)).size).toBe(count);
  });
});
