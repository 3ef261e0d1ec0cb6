export * from './tokens.js';
export * from './rpc/rpc-handler.js';
export * from './settings/index.js';
export * from './projections/projector-registry.js';
export * from './logging/index.js';
export * from './metrics/index.js';
export * from './health/index.js';
export * from './shutdown/index.js';
