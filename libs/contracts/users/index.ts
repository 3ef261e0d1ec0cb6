export * from './profile-image-url.js';
export * from './users.audit.js';
export * from './users.errors.js';
export * from './users.events.js';
export * from './users.rpc.js';
