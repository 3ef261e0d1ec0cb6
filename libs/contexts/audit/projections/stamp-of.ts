import type { EventMetadata } from '@reeve/contracts';
import type { RecordedEvent } from '@reeve/event-store';

/** Partial: an event that somebody else wrote into the log bears no stamp, and is recorded all the same. */
export function stampOf({ metadata }: RecordedEvent): Partial<EventMetadata> {
  return metadata;
}
