export * from './tally.js';
export * from './users.collections.js';
export * from './users.projection.js';
