import type { AuditDescriber, EventMetadata } from '@reeve/contracts';
import type { RecordedEvent } from '@reeve/event-store';
import type { ProjectedOperation, Projection } from '@reeve/event-sourcing';
import { actorNamed } from './audit-actors.js';
import { auditCollections } from './audit-collections.js';
import { auditEntries } from './audit-entries.js';
import type { AuditEntryDocument, AuditPayload } from './audit-entries.js';
import { describeEvent } from './describe-event.js';

/**
 * Every event there is becomes an entry, whatever its type: internal steps (the reservation of an e-mail) are part of what
 * happened too. Insert-only, with the event's id: projected again, nothing changes.
 */
export function createAuditProjection(describers: readonly AuditDescriber[]): Projection {
  return {
    name: 'audit',
    version: 1,
    collections: auditCollections,
    filter: {},
    project: (event) => [recorded(event, describers), ...actorNamed(event)],
  };
}

function recorded(event: RecordedEvent, describers: readonly AuditDescriber[]): ProjectedOperation {
  const { $correlationId, occurredAt, actor } = stampOf(event);
  const { entityType, entityId, action, description, changes, metadata } = describeEvent(describers, event);
  const payload: AuditPayload = { description, changes, audit_metadata: metadata ?? null };
  const document: AuditEntryDocument = {
    entity_type: entityType,
    entity_id: entityId,
    user_id: actor?.id ?? null,
    action,
    created_at: Math.floor(Date.parse(occurredAt ?? event.recordedAt) / 1000),
    position: event.position,
    actor_kind: actor?.kind ?? 'anonymous',
    actor_role: actor?.role ?? null,
    origin: actor?.origin ?? null,
    request_id: $correlationId ?? null,
    payload: JSON.stringify(payload),
  };
  return { kind: 'insert', collection: auditEntries.name, id: event.id, document };
}

/** Partial: an event that somebody else wrote into the log bears no stamp, and is recorded all the same. */
function stampOf({ metadata }: RecordedEvent): Partial<EventMetadata> {
  return metadata;
}
