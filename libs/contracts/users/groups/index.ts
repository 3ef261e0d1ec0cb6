export * from './groups.audit.js';
export * from './groups.errors.js';
export * from './groups.events.js';
export * from './groups.rpc.js';
export * from './is-shared-as.js';
