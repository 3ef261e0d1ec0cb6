export * from './challenge.js';
export * from './factor-attempts.js';
export * from './factor.js';
export * from './sign-in-policy.js';
