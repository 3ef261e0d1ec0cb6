export * from './free-port.js';
export * from './parts.js';
export * from './test-server.js';
