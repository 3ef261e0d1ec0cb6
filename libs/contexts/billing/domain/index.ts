export * from './billing-period.js';
export * from './lowered-quotas.js';
export * from './plan.js';
export * from './plan-copy.js';
export * from './plan-draft.js';
export * from './plan-id.js';
export * from './recurring-revenue.js';
export * from './subscription.js';
