export * from './time-buckets.js';
