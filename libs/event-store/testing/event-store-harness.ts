import type { EventStore, Position } from '@reeve/event-store';

/** What an adapter's spec gives to the contract suite: one log, and what can happen to it. */
export interface EventStoreHarness {
  /** The store under test. After a {@link restart} it is another one. */
  readonly store: EventStore;

  /** Closes the store, if it is still open, and opens one on the same data, as a process that starts again does. */
  restart(): Promise<void>;

  /**
   * Breaks, without a word to the store, whatever connects it to its log; it has to find its way back alone. Where nothing
   * lies between the two there is nothing to break, and the store just goes on.
   */
  cutConnection(): Promise<void>;

  /** A position that the log does not reach: taken from a longer one. */
  positionBeyondEnd(): Promise<Position>;

  /** Closes the store and removes what the harness has made. */
  dispose(): Promise<void>;
}

export type OpenHarness = () => Promise<EventStoreHarness>;
