import { CheckpointMovedError } from '@reeve/document-store';
import type { DocumentStore } from '@reeve/document-store';
import { LogShorterThanCheckpointError } from '@reeve/event-store';
import type { EventStore, RecordedEvent } from '@reeve/event-store';
import { DataKeyStoreUnavailableError } from '@reeve/sealing';
import { BatchReader } from './batch-reader.js';
import type { Clock } from './clock.js';
import { Pause } from './pause.js';
import type { Progress } from './progress.js';
import { ProjectedDocuments } from './projected-documents.js';
import type { ProjectionRequests } from './projection-requests.js';
import type { Projection } from './projection.js';
import { toReport } from './projector-status.js';
import type { ProjectionReport, ProjectorStatus } from './projector-status.js';
import { RetryPause } from './retry-pause.js';
import { TenureOverError } from './tenure.js';
import type { Tenure } from './tenure.js';

/** How often the lease is renewed, and the document store asked for requests and whether it is as it was left. */
const UPKEEP_MS = 1_000;

export interface ProjectionParts {
  readonly projection: Projection;
  readonly eventStore: EventStore;
  readonly documentStore: DocumentStore;
  readonly requests: ProjectionRequests;
  readonly progress: Progress;
  readonly clock: Clock;
}

/** An event that the projection cannot digest. Nothing is skipped: the projection stands still until it can. */
class PoisonEventError extends Error {
  override readonly name = 'PoisonEventError';
  constructor(event: RecordedEvent, cause: unknown) {
    super(`${event.type} at ${event.stream} revision ${event.revision}: ${String(cause)}`, { cause });
  }
}

/**
 * What the process at work does for one tenure: follows the log round after round, each from what is stored. A round ends with
 * the tenure, with an error, and when the upkeep finds that something has to be done first.
 */
export class ProjectionWork {
  private readonly documents: ProjectedDocuments;
  private readonly upkeepPause: Pause;
  private readonly retryPause: RetryPause;
  private readonly gathering: Pause;
  private round = new AbortController();

  constructor(
    private readonly parts: ProjectionParts,
    private readonly tenure: Tenure<ProjectionReport>,
  ) {
    const { documentStore, projection, clock } = parts;
    this.documents = new ProjectedDocuments(documentStore, projection, () => tenure.check());
    this.upkeepPause = new Pause(clock);
    this.retryPause = new RetryPause(clock);
    this.gathering = new Pause(clock);
  }

  /** Resolves when the tenure is over and nothing more is written. */
  async run(): Promise<void> {
    const { signal } = this.tenure;
    signal.addEventListener('abort', () => this.upkeepPause.end());
    const upkeep = this.keepUp();
    while (!this.tenure.isOver) {
      this.round = new AbortController();
      const ending = AbortSignal.any([signal, this.round.signal]);
      ending.addEventListener('abort', () => this.gathering.end(), { once: true });
      try {
        await this.obeyRequests();
        await this.follow(ending);
      } catch (error) {
        await this.recover(error, ending);
      }
    }
    this.tenure.end();
    await upkeep;
  }

  /**
   * Whether the documents are as this process has left them.
   *
   * @throws DocumentStoreUnavailableError
   */
  async isAsLeft(): Promise<boolean> {
    const { position } = this.parts.progress.status;
    const isAsLeft = await this.flush();
    if (!isAsLeft) this.hurry();
    // None is stored: they are about to be made again.
    return isAsLeft && (this.documents.hasCheckpoint || position === undefined);
  }

  /** Does the upkeep now: there is something to find. */
  hurry(): void {
    this.upkeepPause.end();
  }

  /** Somebody waits to see what has been appended. */
  showSoon(): void {
    this.gathering.end();
  }

  private async follow(signal: AbortSignal): Promise<void> {
    const { eventStore, projection, progress } = this.parts;
    const { checkpoint, isOlder } = await this.documents.open();
    if (checkpoint === undefined) await this.startOver();
    else if (isOlder) await this.beginRebuilding();
    progress.enter('catching-up');
    for await (const message of eventStore.subscribe({
      after: checkpoint ?? 'start',
      filter: projection.filter,
      signal,
    })) {
      this.retryPause.reset();
      // Not before the log has answered: it might not reach the checkpoint.
      if (checkpoint !== undefined && !progress.shows(checkpoint)) progress.reached(checkpoint);
      switch (message.kind) {
        case 'events':
          await this.projectBatch(message.events);
          await this.gather();
          break;
        case 'checkpoint':
          await this.documents.pass(message.position);
          progress.reached(message.position);
          break;
        case 'caught-up':
          if (progress.status.isRebuilding) await this.tell({ isRebuilding: false });
          progress.caughtUp();
          break;
      }
    }
  }

  private async projectBatch(events: readonly RecordedEvent[]): Promise<void> {
    const { projection, progress } = this.parts;
    const last = events.at(-1);
    if (last === undefined) return;
    progress.received(events);
    const batch = new BatchReader(this.documents.read);
    for (const event of events) {
      try {
        batch.apply(await projection.project(event, batch.read));
      } catch (error) {
        // A part that is away is no fault of the event, whichever part it is.
        if (error instanceof DataKeyStoreUnavailableError) throw error;
        throw batch.storeFailure ?? new PoisonEventError(event, error);
      }
    }
    if (batch.operations.length === 0) await this.documents.pass(last.position);
    else await this.documents.write(batch.operations, last.position);
    await progress.projected(events, last.position);
  }

  /** Lets events come together for the next batch. Where the log is being caught up with they have. */
  private async gather(): Promise<void> {
    const { projection, progress } = this.parts;
    if (projection.gatherMs === undefined || progress.status.state !== 'live' || !progress.waiters.isEmpty)
      return;
    await this.gathering.take(projection.gatherMs);
  }

  private async recover(error: unknown, ending: AbortSignal): Promise<void> {
    const { progress } = this.parts;
    if (error instanceof TenureOverError || error instanceof CheckpointMovedError) return;
    if (error instanceof PoisonEventError) {
      progress.enter('poisoned', error.message);
      progress.waiters.releaseAll();
      this.hurry();
      await aborted(ending);
    } else if (error instanceof LogShorterThanCheckpointError) {
      await this.startOver().catch((failure: unknown) => this.retryLater(failure, ending));
    } else {
      await this.retryLater(error, ending);
    }
  }

  private async startOver(): Promise<void> {
    await this.beginRebuilding();
    await this.documents.reset();
  }

  private async beginRebuilding(): Promise<void> {
    await this.tell({ isRebuilding: true });
    this.parts.progress.rebuilding();
  }

  /** With the lease, for processes that the word of the observer does not reach. Before that: it must not be contradicted by this. */
  private async tell(change: Pick<ProjectorStatus, 'isRebuilding'>): Promise<void> {
    await this.tenure.renew(toReport({ ...this.parts.progress.status, ...change }));
  }

  private async retryLater(cause: unknown, ending: AbortSignal): Promise<void> {
    if (ending.aborted) return;
    this.parts.progress.enter('retrying', String(cause));
    ending.addEventListener('abort', () => this.retryPause.end(), { once: true });
    await this.retryPause.take();
  }

  /** Requests are done when they are forgotten: one that is interrupted is carried out again. */
  private async obeyRequests(): Promise<void> {
    const { requests } = this.parts;
    const open = await requests.open();
    if (open.length === 0) return;
    if (open.some(({ kind }) => kind === 'rebuild')) await this.startOver();
    await requests.done(open);
  }

  private async flush(): Promise<boolean> {
    try {
      return await this.documents.flush();
    } catch (error) {
      if (error instanceof CheckpointMovedError) return false;
      throw error;
    }
  }

  private async keepUp(): Promise<void> {
    const { progress, requests } = this.parts;
    for (;;) {
      await this.upkeepPause.take(UPKEEP_MS);
      if (this.tenure.isOver) {
        this.tenure.end();
        return;
      }
      try {
        await this.tenure.renew(toReport(progress.status));
        const isAsLeft = await this.flush();
        if (!isAsLeft || (await requests.open()).length > 0) this.round.abort();
      } catch {
        // A store that is away is met by the round as well, and told there. The lease may hold until it is back.
      }
    }
  }
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
