export * from './tokens.js';
export * from './rpc/rpc-handler.js';
export * from './settings/index.js';
export * from './projections/projector-registry.js';
