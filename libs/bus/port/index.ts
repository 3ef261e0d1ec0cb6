export * from './bus.js';
export * from './codec.js';
export * from './service-of.js';
export * from './bus.errors.js';
