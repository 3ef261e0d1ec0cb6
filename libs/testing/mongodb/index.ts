export * from './mongo-databases.js';
export * from './mongo-server.js';
