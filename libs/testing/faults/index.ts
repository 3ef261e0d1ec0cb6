export * from './program.js';
export * from './slow-disk.js';
export * from './small-disk.js';
export * from './tcp-proxy.js';
export * from './wrong-clock.js';
