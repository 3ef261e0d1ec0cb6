export * from './default-permissions.js';
