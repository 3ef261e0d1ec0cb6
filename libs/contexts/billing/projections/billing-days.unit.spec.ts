import { indexServes } from '@reeve/document-store/testing';
import { describe, expect, it } from 'vitest';
import { BILLING_DAYS } from './billing-days.js';

describe('The days of billing', () => {
  it('are served in their order by an index', () => {
    const sort = [{ field: 'day', direction: 'asc' }] as const;
    expect(indexServes(BILLING_DAYS, { where: { day: { lt: '2026-10-01' } }, sort })).toBe(true);
  });
});
