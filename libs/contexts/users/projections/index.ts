export * from './api-keys.collections.js';
export * from './factors.collections.js';
export * from './groups.collections.js';
export * from './groups.projection.js';
export * from './tally.js';
export * from './users.collections.js';
export * from './users.projection.js';
