import type { AuditDescription, DescribableEvent } from '../audit/audit-description.js';
import type { UsageEvent } from './usage.events.js';

const USAGE_RECORDED: UsageEvent['type'] = 'billing.usage.recorded.v1';

/** Usage in the audit log: people by their ids. */
export function describeUsageEvent({ type, data }: DescribableEvent): AuditDescription | undefined {
  if (type !== USAGE_RECORDED) return undefined;
  const { userId, subscriptionId, metric, amount, used, limit } = data as unknown as UsageEvent['data'];
  return {
    entityType: 'subscription',
    entityId: subscriptionId,
    action: 'usage_recorded',
    description: `Usage recorded: ${metric}`,
    changes: { [metric]: used },
    metadata: { user_id: userId, amount, limit },
  };
}
