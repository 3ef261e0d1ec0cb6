export * from './known-rules.js';
export * from './rate-limiter.js';
