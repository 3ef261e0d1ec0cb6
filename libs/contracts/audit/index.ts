export * from './audit-analytics.js';
export * from './audit-description.js';
export * from './audit-verification.js';
export * from './audit.errors.js';
export * from './audit.events.js';
export * from './audit.rpc.js';
export * from './describe-audit-event.js';
export * from './event-origin.js';
