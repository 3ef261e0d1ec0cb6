export * from './document-store.js';
export * from './document-store.errors.js';
export * from './declared-collections.js';
export * from './check-query.js';
export * from './check-operation.js';
export * from './field-value.js';
export * from './fold.js';
export * from './well-formed.js';
