export * from './config.state.js';
export * from './config.commands.js';
export * from './config.decider.js';
export * from './config-document.js';
export * from './masks.js';
export * from './secret-sites.js';
export * from './section-catalogue.js';
export { newValues } from './evolve-config.js';
