export * from './bus.js';
export * from './bus.errors.js';
export * from './carried.js';
export * from './codec.js';
export * from './result-of.js';
export * from './service-of.js';
export * from './shared-queries.js';
