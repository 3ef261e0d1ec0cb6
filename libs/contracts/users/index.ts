export * from './account.errors.js';
export * from './account.events.js';
export * from './directory.rpc.js';
export * from './profile-image-url.js';
export * from './users.audit.js';
export * from './users.errors.js';
export * from './users.events.js';
export * from './users.rpc.js';
