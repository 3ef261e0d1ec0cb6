import type { CallContext } from '@reeve/contracts';
import type { Position } from '@reeve/event-store';
import type { ProjectionProgress } from './projector.js';

/** Milliseconds at most, and the rest of the call's time that is left for the answer's way back. */
const MAX_WAIT_MS = 2_000;
const ANSWER_MS = 250;

/** Waits until reads show what stands at the position. @returns false when that takes too long: the command is answered all the same. */
export async function readYourWrites(
  progress: ProjectionProgress,
  position: Position | undefined,
  call: CallContext,
): Promise<boolean> {
  if (position === undefined) return true;
  return await progress.waitFor(position, Math.min(call.deadline - ANSWER_MS, Date.now() + MAX_WAIT_MS));
}

/** The same for a position that has been to a client of ours and back. */
export async function shown(
  progress: ProjectionProgress,
  position: string | null,
  call: CallContext,
): Promise<boolean> {
  return await readYourWrites(progress, (position ?? undefined) as Position | undefined, call);
}
