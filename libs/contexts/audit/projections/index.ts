export * from './audit-actors.js';
export * from './audit-collections.js';
export * from './audit-days.js';
export * from './audit-entries.js';
export * from './audit.projection.js';
export * from './describe-event.js';
