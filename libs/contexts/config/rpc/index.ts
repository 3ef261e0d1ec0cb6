export * from './config.rpc-controller.js';
export * from './outbound.rpc-controller.js';
