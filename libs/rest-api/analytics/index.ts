export * from './analytics.query.js';
export * from './csv.js';
