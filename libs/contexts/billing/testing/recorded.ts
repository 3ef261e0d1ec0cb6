import type { EventMetadata, PlanEvent, SubscriptionEvent } from '@reeve/contracts';
import type { RecordedEvent } from '@reeve/event-store';

/** The n-th event of the log, n seconds after the epoch. */
export function recorded({ type, data }: PlanEvent | SubscriptionEvent, index: number): RecordedEvent {
  const metadata: Partial<EventMetadata> = { occurredAt: new Date(index * 1000 + 999).toISOString() };
  return {
    id: `event-${String(index)}`,
    type,
    data,
    metadata: metadata as RecordedEvent['metadata'],
    stream: 'any',
    revision: index,
    position: String(index).padStart(8, '0') as RecordedEvent['position'],
    recordedAt: '2026-01-01T00:00:00.000Z',
  };
}
