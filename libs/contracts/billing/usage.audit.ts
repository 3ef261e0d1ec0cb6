import type { DescribableEvent } from '../audit/audit-description.js';
import type { UsageEvent } from './usage.events.js';

const USAGE_RECORDED: UsageEvent['type'] = 'billing.usage.recorded.v1';

/** Usage is no part of the audit log (ADR 13): it is measured, at the rate of what people use. */
export const describeUsageEvent = ({ type }: DescribableEvent): null | undefined =>
  type === USAGE_RECORDED ? null : undefined;
