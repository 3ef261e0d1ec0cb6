export * from './billing.collections.js';
export * from './billing.projection.js';
