export * from './projections.events.js';
export * from './projections.rpc.js';
export * from './describe-projection-event.js';
