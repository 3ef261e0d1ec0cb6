import type { ResolvedEvent } from '@eventstore/db-client';
import type { JsonObject } from '@reeve/contracts';
import type { EventFilter, RecordedEvent } from '@reeve/event-store';
import { EventStoreRefusedError, passesFilter } from '@reeve/event-store';

import { toPosition } from './position.js';

/** An event that the server wrote for itself, or a link that one of its own projections made. */
export function isSystemEvent({ event, link }: ResolvedEvent): boolean {
  return (
    link !== undefined || event === undefined || event.type.startsWith('$') || event.streamId.startsWith('$')
  );
}

/** Whether a reader who asks with this filter wants the event: system events nobody does. */
export function isWanted(filter: EventFilter | undefined, resolved: ResolvedEvent): boolean {
  const { event } = resolved;
  if (event === undefined || isSystemEvent(resolved)) return false;
  return passesFilter(filter, { stream: event.streamId, type: event.type });
}

/** Where an event stands in the log, also one that is not ours. */
export function commitOf({ event, commitPosition }: ResolvedEvent): bigint {
  const commit = event?.position?.commit ?? commitPosition;
  // Only a projection's link whose event was deleted comes without it, and links are never resolved here.
  if (commit === undefined)
    throw new EventStoreRefusedError('The server gave out an event without a position');
  return commit;
}

/**
 * @throws EventStoreRefusedError for an event that Reeve cannot have written: somebody else writes to this log, under names
 *   that are ours. It is not skipped.
 */
export function toRecordedEvent(resolved: ResolvedEvent): RecordedEvent {
  const { event } = resolved;
  if (event === undefined) throw new EventStoreRefusedError('The server gave out a link to a deleted event');
  const { id, type, streamId: stream, created } = event;
  const revision = Number(event.revision);
  const data: unknown = event.isJson ? event.data : undefined;
  const metadata: unknown = event.metadata ?? {};
  if (!isJsonObject(data) || !isJsonObject(metadata)) {
    throw new EventStoreRefusedError(
      `Revision ${revision} of stream ${stream} in EventStoreDB is no JSON object: it was not written by Reeve`,
    );
  }
  return {
    id,
    type,
    data,
    metadata,
    stream,
    revision,
    position: toPosition(commitOf(resolved)),
    recordedAt: created.toISOString(),
  };
}

function isJsonObject(value: unknown): value is JsonObject {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array)
  );
}
