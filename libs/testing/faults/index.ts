export * from './program.js';
export * from './small-disk.js';
