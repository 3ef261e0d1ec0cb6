import { describe } from 'vitest';
import { checkpointFeatures } from './checkpoint.features.js';
import { documentFeatures } from './document.features.js';
import { findFeatures } from './find.features.js';
import { Stores } from './harness.js';
import type { DocumentStoreHarness } from './harness.js';
import { joinFeatures } from './join.features.js';
import { refusalFeatures } from './refusal.features.js';
import { searchFeatures } from './search.features.js';
import { writeFeatures } from './write.features.js';

/** What every document store does. Called once by the specification of each adapter. */
export function documentStoreContract(name: string, harness: DocumentStoreHarness): void {
  describe(`${name} as a document store`, () => {
    const stores = new Stores(harness);
    describe('writing', () => writeFeatures(stores));
    describe('documents', () => documentFeatures(stores));
    describe('checkpoints and reset', () => checkpointFeatures(stores, harness));
    describe('finding and counting', () => findFeatures(stores));
    describe('joins', () => joinFeatures(stores));
    describe('search', () => searchFeatures(stores));
    describe('refusals', () => refusalFeatures(stores));
  });
}
