export * from './document-store.js';
export * from './document-store.errors.js';
export * from './fold.js';
export * from './check-query.js';
