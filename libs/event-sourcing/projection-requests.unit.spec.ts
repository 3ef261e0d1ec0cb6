import { indexServes } from '@reeve/document-store/testing';
import { describe, expect, it } from 'vitest';
import { projectionRequests } from './projection-requests.js';

describe('the indexes of requests to projections', () => {
  it('serve those of one projection', () => {
    expect(indexServes(projectionRequests, { where: { projection: 'users' }, sort: [] })).toBe(true);
  });
});
