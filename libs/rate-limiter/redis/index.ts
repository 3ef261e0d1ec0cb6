export * from './redis-rate-limiter.js';
export type { RedisObserver } from './redis-link.js';
