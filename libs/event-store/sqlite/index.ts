export * from './open-sqlite-event-store.js';
