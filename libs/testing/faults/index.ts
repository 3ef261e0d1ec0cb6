export * from './program.js';
export * from './small-disk.js';
export * from './tcp-proxy.js';
