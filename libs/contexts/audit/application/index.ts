export * from './actor-reader.js';
export * from './audit-search.js';
export * from './audit-statistics.js';
export * from './audit-totals.js';
export * from './audit-verification.js';
export * from './caught-up.js';
export * from './refusal-recorder.js';
