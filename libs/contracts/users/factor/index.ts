export * from './factor-hash.js';
export * from './factor.audit.js';
export * from './factor.errors.js';
export * from './factor.events.js';
export * from './factor.rpc.js';
export * from './sign-in-policy.events.js';
