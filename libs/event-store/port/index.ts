export * from './event-store.js';
export * from './event-store.errors.js';
export * from './event-filter.js';
export * from './append-rules.js';
export * from './append-decision.js';
