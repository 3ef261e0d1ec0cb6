import type { CallContext, EventMetadata } from '@reeve/contracts';
import type { Position } from '@reeve/event-store';

/** Of the time a command has, what its answer needs to get back to whoever waits: a tenth, at most 250 ms. */
const ANSWER_SHARE = 0.1;
const ANSWER_MOST_MS = 250;

export interface Outcome<State, Event> {
  /** Right after this command (or, for a repeated one, right after it was first carried out). */
  readonly state: State;
  /** What it led to; empty when there was nothing to change. */
  readonly events: readonly Event[];
  /** Of the stream's last event then; undefined while it has none. */
  readonly revision: number | undefined;
  /** Of the last event of the append this command was part of: wait for it, and reads show the command. */
  readonly position: Position | undefined;
  /** ISO 8601, UTC: what its events say of when it was decided; when it was not decided to change anything, of when it was asked. */
  readonly occurredAt: string;
  /** It had been carried out before, under the same command id. */
  readonly repeated: boolean;
}

/** A command in its aggregate's mailbox. */
export interface PendingCommand<State, Command, Event> {
  readonly command: Command;
  readonly context: CallContext;
  readonly metadata: EventMetadata;
  /** Monotonic milliseconds. */
  readonly arrivedAt: number;
  /** Epoch milliseconds: when to stop competing with other processes, so that the answer still arrives. */
  readonly giveUpAt: number;
  /** Races lost to other processes. */
  conflicts: number;
  readonly resolve: (outcome: Outcome<State, Event>) => void;
  readonly reject: (error: unknown) => void;
}

/** @returns when a command with this deadline stops competing; both in epoch milliseconds. */
export function giveUpAt(deadline: number, now = Date.now()): number {
  return deadline - Math.min((deadline - now) * ANSWER_SHARE, ANSWER_MOST_MS);
}
