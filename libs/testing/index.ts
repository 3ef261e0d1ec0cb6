export * from './decider-specification.js';
export { recordedEvent } from './recorded-event.js';
