export * from './audit-description.js';
export * from './audit.rpc.js';
