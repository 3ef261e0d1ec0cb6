export { stopOnSignal } from './stop-on-signal.js';
export type { Stoppable } from './stop-on-signal.js';
export * from './take-no-more.js';
