export * from './document-store.features.js';
export * from './same-answers.features.js';
export * from './index-serves.js';
export type { DocumentStoreHarness } from './harness.js';
export * from './temporary-folder.js';
export * from './queries-of-entries.js';
export * from './served-queries.js';
