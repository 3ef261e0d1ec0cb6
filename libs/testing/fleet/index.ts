export * from './fleet-servers.js';
export * from './fleet.js';
export * from './service-process.js';
