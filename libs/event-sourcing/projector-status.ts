import type { Position, RecordedEvent } from '@reeve/event-store';

/**
 * `standby`: another process projects, and its documents show at least what the log held when this one began to wait.
 * `retrying`: a store is waited for. `poisoned`: it stands still at an event that it cannot project.
 */
export type ProjectorState =
  'starting' | 'catching-up' | 'live' | 'standby' | 'retrying' | 'poisoned' | 'stopped';

export interface ProjectorStatus {
  readonly projection: string;
  readonly state: ProjectorState;
  /** Reads show everything up to here; undefined while that is not known. */
  readonly position: Position | undefined;
  /** Why it is poisoned or retrying. Names stream and revision of a poison event. */
  readonly reason: string | undefined;
  /** The documents are being made again, and do not show yet what they have already shown. */
  readonly isRebuilding: boolean;
  /** When the oldest event was recorded that was read and is not shown: epoch milliseconds. Undefined: there is none. */
  readonly behindSince: number | undefined;
}

/** What a process wants to know of its projectors: for the log, the metrics, and whoever reacts to what has become visible. */
export interface ProjectorObserver {
  /** After the batch's documents were written, in the process that wrote them. Whoever waits for them waits for this too. */
  onBatch?(status: ProjectorStatus, events: readonly RecordedEvent[]): void | Promise<void>;
  /** The status has another position; in the process at work. After `onBatch`. */
  onProgress?(status: ProjectorStatus): void;
  onState?(status: ProjectorStatus): void;
}

/** What the process at work on a projection says of it to the others, with its lease. */
export interface ProjectionReport {
  readonly [key: string]: string | number | boolean | null;
  readonly state: ProjectorState;
  readonly reason: string | null;
  readonly position: string | null;
  readonly isRebuilding: boolean;
  readonly behindSince: number | null;
}

export function toReport(status: ProjectorStatus): ProjectionReport {
  const { state, reason, position, isRebuilding, behindSince } = status;
  return {
    state,
    reason: reason ?? null,
    position: position ?? null,
    isRebuilding,
    behindSince: behindSince ?? null,
  };
}
