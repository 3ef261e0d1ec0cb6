export * from './section.js';
export * from './sections/index.js';
export * from './config.rpc.js';
export * as fields from './fields.js';
