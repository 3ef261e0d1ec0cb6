import type { Checkpoint } from './document-store.js';
import { CheckpointMovedError } from './document-store.errors.js';

/**
 * @param found the checkpoint that is there; undefined: none.
 * @throws CheckpointMovedError when it is not the one that the new checkpoint has to come after.
 */
export function checkCheckpoint(
  { projection, position, after }: Checkpoint,
  found: string | undefined,
): void {
  if (after === undefined || after === (found ?? null)) return;
  throw new CheckpointMovedError(
    `${projection} cannot go from ${after ?? 'no checkpoint'} to ${position}: it is at ${found ?? 'no checkpoint'}`,
  );
}
