export * from './settings-changed.rpc-controller.js';
export * from './users.rpc-controller.js';
