import { randomUUID } from 'node:crypto';
import { CheckpointMovedError } from '@reeve/document-store';
import type { Checkpoint } from '@reeve/document-store';
import type { mongo } from 'mongoose';
import { isDuplicateKey } from './mongo-failure.js';

/** A dot is in no collection's name. */
export const CHECKPOINTS = 'reeve.checkpoints';

export interface CheckpointRecord {
  /** The projection. */
  readonly _id: string;
  /** Null, or not there: none was recorded yet. */
  readonly position?: string | null;
  /** Of the write that is about to move it. */
  readonly claim?: string;
}

/**
 * How far projections have come. Without transactions, documents are written first and the checkpoint after them. A server
 * that loses its data in between, or goes back to a backup, would record a checkpoint without its documents: therefore a
 * guarded write first leaves a claim of its own, and records the checkpoint only where the claim still is. The claim is
 * lost together with the documents; and of several writers that come after one checkpoint, the last to claim records.
 */
export class Checkpoints {
  constructor(private readonly records: mongo.Collection<CheckpointRecord>) {}

  async read(projection: string): Promise<string | undefined> {
    const record = await this.records.findOne({ _id: projection });
    return record?.position ?? undefined;
  }

  /**
   * Before the documents of a guarded write. One that a change of the primary takes back is missed when the checkpoint is
   * recorded, so no majority has to confirm it.
   *
   * @returns what to record the checkpoint with.
   * @throws CheckpointMovedError when the checkpoint is not the one it has to come after.
   */
  async claim(checkpoint: GuardedCheckpoint): Promise<string> {
    const claim = randomUUID();
    await this.#update(checkpoint, guardOf(checkpoint), { $set: { claim } }, { w: 1 });
    return claim;
  }

  /**
   * @param claim of the write; undefined when it has no documents.
   * @throws CheckpointMovedError when the checkpoint is guarded and is not, or no longer, the one it has to come after.
   */
  async record(checkpoint: Checkpoint, claim: string | undefined): Promise<void> {
    const filter = {
      ...(isGuarded(checkpoint) ? guardOf(checkpoint) : { _id: checkpoint.projection }),
      ...(claim !== undefined && { claim }),
    };
    await this.#update(checkpoint, filter, {
      $set: { position: checkpoint.position },
      $unset: { claim: '' },
    });
  }

  async forget(projection: string): Promise<void> {
    await this.records.deleteOne({ _id: projection });
  }

  async #update(
    checkpoint: Checkpoint,
    filter: mongo.Filter<CheckpointRecord>,
    update: mongo.UpdateFilter<CheckpointRecord>,
    writeConcern?: mongo.WriteConcernSettings,
  ): Promise<void> {
    // What comes after another checkpoint, or follows a claim, finds a record; only what may be the first makes one.
    const upsert = (checkpoint.after ?? null) === null && filter.claim === undefined;
    try {
      const { matchedCount, upsertedCount } = await this.records.updateOne(filter, update, {
        upsert,
        ...(writeConcern !== undefined && { writeConcern }),
      });
      if (matchedCount + upsertedCount > 0) return;
    } catch (error) {
      if (!isDuplicateKey(error) || !isGuarded(checkpoint)) throw error;
    }
    throw new CheckpointMovedError(
      `${checkpoint.projection} cannot go to ${checkpoint.position}: it is not at ${checkpoint.after ?? 'no checkpoint'} any more`,
    );
  }
}

export type GuardedCheckpoint = Checkpoint & { readonly after: string | null };

export function isGuarded(checkpoint: Checkpoint): checkpoint is GuardedCheckpoint {
  return checkpoint.after !== undefined;
}

function guardOf({ projection, after }: GuardedCheckpoint) {
  return { _id: projection, position: after };
}
