export * from './users.rpc-controller.js';
