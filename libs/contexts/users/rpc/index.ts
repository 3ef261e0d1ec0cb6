export * from './accounts.rpc-controller.js';
export * from './directory.rpc-controller.js';
export * from './groups.rpc-controller.js';
export * from './permissions.rpc-controller.js';
export * from './import.rpc-controller.js';
export * from './settings-changed.rpc-controller.js';
export * from './users.rpc-controller.js';
