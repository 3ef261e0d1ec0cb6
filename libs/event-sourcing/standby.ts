import type { Position } from '@reeve/event-store';
import type { Lease } from './lease.js';
import { Pause } from './pause.js';
import { projectionKey } from './projection.js';
import type { ProjectionParts } from './projection-work.js';
import { toReport } from './projector-status.js';
import type { ProjectionReport } from './projector-status.js';

/** How often a process that does not project looks whether it may. */
const LOOK_MS = 250;
/** How often it reads the checkpoint while somebody waits for it. */
const POLL_MS = 50;

/**
 * What a process does while another one is at work: tries for the lease, and learns how far the documents have come, for those
 * who wait here. That is usually heard from the process at work; its word may be lost or late, so the checkpoint is read too.
 */
export class Standby {
  private readonly pause: Pause;
  private lookAgainAt = -Infinity;
  private pollAgainAt = -Infinity;
  /** At the poll before: believed at the next, so that what is told before a batch becomes visible is told by then. */
  private polled: string | undefined;
  private headAtStart: Position | undefined;

  constructor(
    private readonly parts: ProjectionParts,
    private readonly lease: Lease<ProjectionReport>,
  ) {
    this.pause = new Pause(parts.clock);
  }

  /**
   * @returns true when the lease is held; false when the signal was aborted first.
   * @throws an error of a store that is away.
   */
  async awaitLease(signal: AbortSignal): Promise<boolean> {
    const { clock, progress } = this.parts;
    this.polled = undefined;
    this.headAtStart = undefined;
    while (!signal.aborted) {
      if (clock.now() >= this.lookAgainAt) {
        if (await this.tryForLease()) return true;
        this.lookAgainAt = clock.now() + LOOK_MS;
      }
      if (this.isAwaited && clock.now() >= this.pollAgainAt) {
        await this.pollCheckpoint();
        this.pollAgainAt = clock.now() + POLL_MS;
      }
      if (progress.status.state !== 'standby') await this.settle();
      const nextAt = this.isAwaited ? Math.min(this.lookAgainAt, this.pollAgainAt) : this.lookAgainAt;
      await this.pause.take(Math.max(0, nextAt - clock.now()));
    }
    return false;
  }

  /** Somebody wants to know how far the documents have come. */
  private get isAwaited(): boolean {
    const { progress } = this.parts;
    return progress.status.state !== 'standby' || !progress.waiters.isEmpty;
  }

  /** Somebody waits, or it is time to stop. */
  hurry(): void {
    this.pause.end();
  }

  private async tryForLease(): Promise<boolean> {
    const { lease } = this;
    const { progress } = this.parts;
    const before = progress.status.isRebuilding;
    await lease.look();
    const report = lease.lastSeen?.report;
    // What was heard meanwhile is later than what was read.
    const isLatest = progress.status.isRebuilding === before;
    if (isLatest && !before && report?.isRebuilding === true) progress.rebuilding();
    if (await lease.hold(toReport(progress.status))) return true;
    if (isLatest && before && report?.isRebuilding === false) progress.rebuilt();
    if (report?.state === 'poisoned') progress.waiters.releaseAll();
    return false;
  }

  private async pollCheckpoint(): Promise<void> {
    const { documentStore, projection, progress } = this.parts;
    const before = this.polled;
    this.polled = await documentStore.checkpoint(projectionKey(projection));
    if (before === undefined || progress.status.isRebuilding) return;
    if (!progress.shows(before as Position)) progress.reached(before as Position);
  }

  /**
   * Nobody is to be answered from a part of what the log holds, nor refused because the documents are being made, of an empty log too; one
   * that stands still is not waited for.
   */
  private async settle(): Promise<void> {
    const { eventStore, progress } = this.parts;
    this.headAtStart ??= await eventStore.head();
    const isShown = this.headAtStart === undefined || progress.shows(this.headAtStart);
    const shows = isShown && !progress.status.isRebuilding;
    const isWaiting = !shows && this.lease.lastSeen?.report.state !== 'poisoned';
    progress.enter(isWaiting ? 'catching-up' : 'standby');
  }
}
