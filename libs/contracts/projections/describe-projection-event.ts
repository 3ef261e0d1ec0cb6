import type { AuditDescription, DescribableEvent } from '../audit/audit-description.js';
import { PROJECTION_MENDING_REQUESTED } from './projections.events.js';
import type { ProjectionMendingRequested } from './projections.events.js';

const DONE = { resume: 'resumed', rebuild: 'rebuilt' } as const;

/** Describes what operators do to projections. */
export function describeProjectionEvent(event: DescribableEvent): AuditDescription | undefined {
  if (event.type !== PROJECTION_MENDING_REQUESTED) return undefined;
  const { projection, mending } = event.data as ProjectionMendingRequested['data'];
  return {
    entityType: 'projection',
    entityId: projection,
    action: `projection_${mending}_requested`,
    description: `The projection ${projection} was to be ${DONE[mending]}`,
    changes: null,
  };
}
