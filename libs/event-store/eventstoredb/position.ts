import type { Position } from '@reeve/event-store';

/** As many digits as the largest position has, a signed 64-bit number of bytes; so that positions sort as text. */
const WIDTH = 19;
const POSITION = /^\d{19}$/;

/** @param commit the byte offset of an event in the log; its prepare position is the same. */
export function toPosition(commit: bigint): Position {
  return String(commit).padStart(WIDTH, '0') as Position;
}

/** The byte offset behind a position; undefined when no log of this kind can have given it out. */
export function toCommit(position: Position): bigint | undefined {
  return POSITION.test(position) ? BigInt(position) : undefined;
}
