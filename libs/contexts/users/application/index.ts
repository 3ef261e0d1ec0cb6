export * from './announce-principal-changes.js';
export * from './first-administrator-process.js';
export * from './initial-administrator.js';
export * from './password-hashing.js';
export * from './users-application.js';
