import { indexServes } from '@reeve/document-store/testing';
import { describe, expect, it } from 'vitest';
import { PAYMENTS, PLANS, SUBSCRIPTIONS } from './billing.collections.js';

describe('The indexes of billing', () => {
  it('serve the plans that have changed since', () => {
    const where = { changed: { gt: '' } };
    expect(indexServes(PLANS, { where, sort: [{ field: 'changed', direction: 'asc' }] })).toBe(true);
  });

  it('serve the subscriptions of a plan, newest first', () => {
    const sort = [{ field: 'startedAt', direction: 'desc' }] as const;
    expect(indexServes(SUBSCRIPTIONS, { where: { planId: 'x' }, sort })).toBe(true);
  });

  it('serve the subscriptions that are due, the first one first', () => {
    const where = { dueAt: { lte: 1 } };
    expect(indexServes(SUBSCRIPTIONS, { where, sort: [{ field: 'dueAt', direction: 'asc' }] })).toBe(true);
  });

  it('serve the payments that are to be asked for, the first one first', () => {
    const where = { askAt: { lte: 1 } };
    expect(indexServes(PAYMENTS, { where, sort: [{ field: 'askAt', direction: 'asc' }] })).toBe(true);
  });
});
