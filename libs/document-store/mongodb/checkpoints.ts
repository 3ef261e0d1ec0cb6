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
  /** Of the write that is about to move it, or of the one that is to come after it. */
  readonly claim?: string;
}

/**
 * How far projections have come. Without transactions, documents are written first and the checkpoint after them. A server
 * that loses its data in between, or goes back to a backup, would record a checkpoint without its documents: therefore a
 * guarded write first leaves a claim of its own, and records the checkpoint only where the claim still is. The claim is
 * lost together with the documents; and of several writers that come after one checkpoint, the last to claim records.
 *
 * With the checkpoint, a guarded write leaves the claim of whichever write of this process comes after it: one command less for each.
 */
export class Checkpoints {
  /** By projection, what the next write finds its claim left with. */
  readonly #left = new Map<string, { readonly position: string; readonly claim: Claim }>();

  /** @param contact of the store, as the port has it. */
  constructor(
    private readonly records: mongo.Collection<CheckpointRecord>,
    private readonly contact: () => number,
  ) {}

  async read(projection: string): Promise<string | undefined> {
    const record = await this.records.findOne({ _id: projection });
    return record?.position ?? undefined;
  }

  /**
   * Before the documents of a guarded write: the claim that was left for it, or a new one. One that a change of the primary takes
   * back is missed when the checkpoint is recorded, so no majority has to confirm a new one.
   *
   * @returns what to record the checkpoint with.
   * @throws CheckpointMovedError when the checkpoint is not the one it has to come after.
   */
  async claim(checkpoint: GuardedCheckpoint): Promise<Claim> {
    const left = this.#left.get(checkpoint.projection);
    // For one write alone: of several that come after one checkpoint, the others have claims of their own.
    this.#left.delete(checkpoint.projection);
    if (left?.position === checkpoint.after && this.isValid(left.claim)) return left.claim;
    const claim = this.#newClaim();
    await this.#update(checkpoint, guardOf(checkpoint), { $set: { claim: claim.id } }, { w: 1 });
    return claim;
  }

  /**
   * Not any more when the server was away after the claim was written: it may be of a backup as old as that, without the documents of
   * whoever claimed. A claim that is as young as its write is in no backup.
   */
  isValid({ contact }: Claim): boolean {
    return contact === this.contact();
  }

  /**
   * @param claim of the write; undefined when it has no documents.
   * @throws CheckpointMovedError when the checkpoint is guarded and is not, or no longer, the one it has to come after.
   */
  async record(checkpoint: Checkpoint, claim: Claim | undefined): Promise<void> {
    const { projection, position } = checkpoint;
    this.#left.delete(projection);
    const filter = {
      ...(isGuarded(checkpoint) ? guardOf(checkpoint) : { _id: projection }),
      ...(claim !== undefined && { claim: claim.id }),
    };
    if (!isGuarded(checkpoint)) {
      await this.#update(checkpoint, filter, { $set: { position }, $unset: { claim: '' } });
      return;
    }
    const next = this.#newClaim();
    await this.#update(checkpoint, filter, { $set: { position, claim: next.id } });
    this.#left.set(projection, { position, claim: next });
  }

  async forget(projection: string): Promise<void> {
    this.#left.delete(projection);
    await this.records.deleteOne({ _id: projection });
  }

  #newClaim(): Claim {
    return { id: randomUUID(), contact: this.contact() };
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

/** That a write is about to move a checkpoint. */
export interface Claim {
  readonly id: string;
  /** At which it was written. */
  readonly contact: number;
}

export type GuardedCheckpoint = Checkpoint & { readonly after: string | null };

export function isGuarded(checkpoint: Checkpoint): checkpoint is GuardedCheckpoint {
  return checkpoint.after !== undefined;
}

function guardOf({ projection, after }: GuardedCheckpoint) {
  return { _id: projection, position: after };
}
