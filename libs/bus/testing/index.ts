export * from './bus.features.js';
