import type { CallContext } from '@reeve/contracts';
import type { ProjectionProgress } from '@reeve/event-sourcing';
import { EventStoreUnavailableError } from '@reeve/event-store';
import type { EventStore } from '@reeve/event-store';
import type { CaughtUp } from './audit-search.js';

/** Milliseconds that a query waits for events just appended to become entries. */
const CATCH_UP_MS = 2_000;
/** Milliseconds kept back from the deadline, to read and answer in. */
const ANSWER_MS = 1_000;

/** Until when a query waits. Epoch milliseconds. */
export const catchUpDeadline = ({ deadline }: CallContext): number =>
  Math.min(Date.now() + CATCH_UP_MS, deadline - ANSWER_MS);

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
