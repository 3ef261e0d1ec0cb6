export * from './config.collections.js';
export * from './config.projection.js';
