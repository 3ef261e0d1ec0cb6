import { checkCheckpoint } from '@reeve/document-store';
import type { Checkpoint } from '@reeve/document-store';
import type { Statements } from './statements.js';

/** One row of the position, if there is one; run with the projection. */
export const READ_CHECKPOINT = 'SELECT position FROM "$checkpoints" WHERE projection = ?';

/** @throws CheckpointMovedError when the checkpoint is not the one that this one has to come after. */
export function moveCheckpoint(statements: Statements, checkpoint: Checkpoint): void {
  const { projection, position } = checkpoint;
  const found = statements.row(READ_CHECKPOINT, [projection])?.[0] as string | undefined;
  checkCheckpoint(checkpoint, found);
  statements.run(
    'INSERT INTO "$checkpoints" VALUES (?, ?) ON CONFLICT (projection) DO UPDATE SET position = excluded.position',
    [projection, position],
  );
}

export function forgetCheckpoint(statements: Statements, projection: string): void {
  statements.run('DELETE FROM "$checkpoints" WHERE projection = ?', [projection]);
}
