import type { CallContext } from '@reeve/contracts';
import type { ProjectionProgress } from '@reeve/event-sourcing';
import type { Position } from '@reeve/event-store';

/** Milliseconds at most, and the rest of the call's time that is left for the answer's way back. */
const MOST_MS = 2_000;
const ANSWER_MS = 250;

/** Waits until reads show what was appended at `position`. Nothing appended is visible at once. */
export async function isVisible(
  progress: ProjectionProgress,
  position: Position | undefined,
  { deadline }: CallContext,
): Promise<boolean> {
  if (position === undefined) return true;
  return await progress.waitFor(position, Math.min(deadline - ANSWER_MS, Date.now() + MOST_MS));
}
