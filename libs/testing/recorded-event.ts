import type { EventMetadata, JsonObject } from '@reeve/contracts';
import type { RecordedEvent } from '@reeve/event-store';

/** The n-th event of a log, that happened n seconds after the epoch, and a little. @param index from 0. */
export function recordedEvent(
  { type, data }: { readonly type: string; readonly data: object },
  index: number,
  said: Partial<EventMetadata> = {},
): RecordedEvent {
  const metadata: Partial<EventMetadata> = {
    occurredAt: new Date(index * 1000 + 999).toISOString(),
    ...said,
  };
  return {
    id: `event-${String(index)}`,
    type,
    data: data as JsonObject,
    metadata: metadata as JsonObject,
    stream: 'any',
    revision: index,
    position: String(index).padStart(8, '0') as RecordedEvent['position'],
    recordedAt: '2026-01-01T00:00:00.000Z',
  };
}
