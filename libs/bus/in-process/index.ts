export * from './in-process-link.js';
export * from './in-process-server.js';
export * from './in-process-client.js';
