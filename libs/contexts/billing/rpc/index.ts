export * from './analytics.rpc-controller.js';
export * from './plans.rpc-controller.js';
export * from './subscriptions.rpc-controller.js';
export * from './usage.rpc-controller.js';
