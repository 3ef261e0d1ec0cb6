export * from './plans.rpc-controller.js';
