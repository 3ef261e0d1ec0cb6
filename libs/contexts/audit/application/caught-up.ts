import type { DocumentStore } from '@reeve/document-store';
import { projectionKey } from '@reeve/event-sourcing';
import type { Projection, ProjectionProgress } from '@reeve/event-sourcing';
import { comparePositions, EventStoreUnavailableError } from '@reeve/event-store';
import type { EventStore, Position } from '@reeve/event-store';
import type { CaughtUp } from './audit-search.js';

export interface Followed {
  readonly eventStore: EventStore;
  readonly documentStore: DocumentStore;
  readonly projection: Projection;
  readonly progress: ProjectionProgress;
}

/**
 * Compares the projection with the end of the log: by its checkpoint first, which also tells what was projected before
 * this process began, or by another one. While the log is away nobody knows: false.
 */
export function followsLog({ eventStore, documentStore, projection, progress }: Followed): CaughtUp {
  const key = projectionKey(projection);
  return async (deadline) => {
    try {
      const head = await eventStore.head();
      if (head === undefined) return true;
      const projected = (await documentStore.checkpoint(key)) as Position | undefined;
      if (projected !== undefined && comparePositions(projected, head) >= 0) return true;
      return await progress.waitFor(head, deadline);
    } catch (error) {
      if (error instanceof EventStoreUnavailableError) return false;
      throw error;
    }
  };
}
