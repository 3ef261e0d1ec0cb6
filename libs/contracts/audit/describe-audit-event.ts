import type { AuditDescription, DescribableEvent } from './audit-description.js';
import { REQUEST_REFUSED } from './audit.events.js';
import type { RequestRefused } from './audit.events.js';

/** Describes the audit context's own events. */
export function describeAuditEvent(event: DescribableEvent): AuditDescription | undefined {
  if (event.type !== REQUEST_REFUSED) return undefined;
  const { method, route, capability, code } = event.data as RequestRefused['data'];
  return {
    entityType: 'request',
    entityId: route,
    action: 'request_refused',
    description: `${method} ${route} was refused: it takes the capability ${capability}`,
    changes: null,
    metadata: { method, capability, code },
  };
}
