export * from './users.rpc.js';
