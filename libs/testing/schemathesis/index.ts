export * from './keep-to-loopback.js';
export * from './schemathesis.js';
