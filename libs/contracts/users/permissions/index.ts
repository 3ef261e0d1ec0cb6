export * from './default-permissions.events.js';
export * from './permission-catalogue.js';
export * from './permission-tree.js';
export * from './permissions.errors.js';
export * from './permissions.rpc.js';
