export * from './sealing.js';
export * from './data-key-store.js';
export * from './sealing.errors.js';
