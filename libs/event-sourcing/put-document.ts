import type { EventMetadata } from '@reeve/contracts';
import type { CollectionDefinition, Document } from '@reeve/document-store';
import type { RecordedEvent } from '@reeve/event-store';
import type { ProjectedOperation } from './projection.js';

/** The document as the event leaves it. */
export const put = (
  recorded: RecordedEvent,
  { name }: CollectionDefinition,
  id: string,
  document: Document,
): ProjectedOperation => ({ kind: 'put', collection: name, id, document, seen: recorded.position });

/** Epoch seconds. */
export function occurredAt(recorded: RecordedEvent): number {
  const { occurredAt } = recorded.metadata as unknown as EventMetadata;
  return Math.floor(Date.parse(occurredAt) / 1000);
}
