export * from './bus.js';
export * from './codec.js';
