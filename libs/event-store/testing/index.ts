export * from './event-store-contract.js';
export * from './event-store-harness.js';
export * from './followed-subscription.js';
export * from './event-stores-agree.features.js';
export * from './given.js';
export * from './memory-harness.js';
export * from './sqlite-harness.js';
export * from './temporary-folder.js';
