export * from './section.js';
export * from './sections/index.js';
export * from './section-values.js';
export * from './secret-value.js';
export * from './config.events.js';
export * from './config.errors.js';
export * from './config.rpc.js';
export * as fields from './fields.js';
