import type { Position } from '@reeve/event-store';

/** As many digits as the largest safe integer has, so that positions sort as text for as long as they are exact. */
const WIDTH = 16;

/** @param sequence the event's number in the log, from 1. */
export function toPosition(sequence: number): Position {
  return String(sequence).padStart(WIDTH, '0') as Position;
}

/** The number behind a position; undefined when no log of this kind can have given it out. */
export function toSequence(position: Position): number | undefined {
  const sequence = Number(position);
  return Number.isSafeInteger(sequence) && toPosition(sequence) === position ? sequence : undefined;
}
