import type { CallContext } from '@reeve/contracts';
import type { ProjectionProgress } from '@reeve/event-sourcing';
import type { Position } from '@reeve/event-store';

/** What a command waits at most for its reads to show it; the answer then says that they may not yet. */
const MOST_MS = 2_000;

/** Waits until reads show what was appended at `position`. Nothing appended is visible at once. */
export async function isVisible(
  progress: ProjectionProgress,
  position: Position | undefined,
  { deadline }: CallContext,
): Promise<boolean> {
  if (position === undefined) return true;
  return await progress.waitFor(position, Math.min(deadline, Date.now() + MOST_MS));
}
