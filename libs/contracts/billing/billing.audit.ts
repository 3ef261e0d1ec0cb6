import type { AuditDescriber } from '../audit/audit-description.js';
import { describePlanEvent } from './plan.audit.js';
import type { PlanEvent } from './plan.events.js';
import { describeSubscriptionEvent } from './subscription.audit.js';
import type { SubscriptionStreamEvent } from './subscription.events.js';
import { describeUsageEvent } from './usage.audit.js';

/** The billing context in the audit log. */
export const describeBillingEvent: AuditDescriber = (event) =>
  describePlanEvent(event as unknown as PlanEvent) ??
  describeSubscriptionEvent(event as unknown as SubscriptionStreamEvent) ??
  describeUsageEvent(event);
