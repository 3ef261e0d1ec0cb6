import { indexServes } from '@reeve/document-store/testing';
import { describe, expect, it } from 'vitest';
import { KEPT_ANSWERS } from './kept-answers.js';

describe('the indexes of kept answers', () => {
  it('serve those that have expired', () => {
    expect(indexServes(KEPT_ANSWERS, { where: { expires_at: { lte: 1 } } })).toBe(true);
  });
});
