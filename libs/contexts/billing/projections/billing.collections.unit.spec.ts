import { indexServes } from '@reeve/document-store/testing';
import { describe, expect, it } from 'vitest';
import { PLANS, SUBSCRIPTIONS } from './billing.collections.js';

describe('The indexes of billing', () => {
  it('serve the plans that have changed since', () => {
    const where = { changed: { gt: '' } };
    expect(indexServes(PLANS, { where, sort: [{ field: 'changed', direction: 'asc' }] })).toBe(true);
  });

  it.each(['planId', 'userId'])('serve the subscriptions of a %s, newest first', (field) => {
    const where = { [field]: 'x' };
    expect(indexServes(SUBSCRIPTIONS, { where, sort: [{ field: 'startedAt', direction: 'desc' }] })).toBe(
      true,
    );
  });
});
