export * from './audit.rpc-controller.js';
