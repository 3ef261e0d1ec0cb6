export * from './billing-days.js';
export * from './billing.collections.js';
export * from './billing.projection.js';
