export * from './decider.js';
export * from './event-id.js';
export * from './event-stamp.js';
export * from './aggregate-runner.js';
export * from './projection.js';
export * from './projector.js';
export * from './store-errors.js';
export * from './fact-recorder.js';
