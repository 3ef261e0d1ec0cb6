export * from './memory-rate-limiter.js';
export { MAX_COUNTS_PER_RULE } from './rolling-window.js';
