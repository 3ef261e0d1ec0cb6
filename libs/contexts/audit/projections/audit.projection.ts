import type { AuditDescriber, AuditDescription } from '@reeve/contracts';
import type { RecordedEvent } from '@reeve/event-store';
import type { ProjectedOperation, Projection } from '@reeve/event-sourcing';
import { actorNamed } from './audit-actors.js';
import { auditCollections } from './audit-collections.js';
import { countedDay } from './audit-days.js';
import { auditEntries } from './audit-entries.js';
import type { AuditEntryDocument, AuditPayload } from './audit-entries.js';
import { describeEvent } from './describe-event.js';
import { stampOf } from './stamp-of.js';

/** An entry is to be there 200 ms after what it tells of; whoever asks for entries ends the wait. */
const GATHER_MS = 50;

/**
 * Every event there is becomes an entry, whatever its type, unless its context says that it is none: internal steps (the
 * reservation of an e-mail) are part of what happened too. Entries are only inserted, with the event's id: projected again, nothing
 * changes. Beside them days are counted.
 */
export function createAuditProjection(describers: readonly AuditDescriber[]): Projection {
  return {
    name: 'audit',
    version: 3,
    collections: auditCollections,
    filter: {},
    gatherMs: GATHER_MS,
    async project(event, read) {
      const description = describeEvent(describers, event);
      if (description === null) return [];
      const counted = await countedDay(event, description, read);
      const entry: ProjectedOperation = {
        kind: 'insert',
        collection: auditEntries.name,
        id: event.id,
        document: auditEntryOf(event, description),
      };
      return [entry, ...actorNamed(event), ...counted];
    },
  };
}

/** What the audit log says of an event, by the event and what its context says of it. */
export function auditEntryOf(event: RecordedEvent, told: AuditDescription): AuditEntryDocument {
  const { $correlationId, occurredAt, actor } = stampOf(event);
  const { entityType, entityId, action, description, changes, metadata } = told;
  const payload: AuditPayload = { description, changes, audit_metadata: metadata ?? null };
  return {
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
}
