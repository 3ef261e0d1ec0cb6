export * from './config.rpc-controller.js';
