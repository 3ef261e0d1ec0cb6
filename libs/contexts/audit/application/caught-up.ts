import type { ProjectionProgress } from '@reeve/event-sourcing';
import { EventStoreUnavailableError } from '@reeve/event-store';
import type { EventStore } from '@reeve/event-store';
import type { CaughtUp } from './audit-search.js';

/** Compares the projection with the end of the log. While the log is away nobody knows: false. */
export function followsLog(eventStore: EventStore, progress: ProjectionProgress): CaughtUp {
  return async (deadline) => {
    try {
      const head = await eventStore.head();
      return head === undefined || (await progress.waitFor(head, deadline));
    } catch (error) {
      if (error instanceof EventStoreUnavailableError) return false;
      throw error;
    }
  };
}
