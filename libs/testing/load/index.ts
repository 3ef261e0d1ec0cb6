export * from './activity.js';
export * from './administrator.js';
export * from './audit-log.js';
export * from './changes.js';
export * from './ledger.js';
export * from './load.js';
