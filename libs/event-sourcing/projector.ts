import type { DocumentStore } from '@reeve/document-store';
import type { EventStore, Position } from '@reeve/event-store';
import { systemClock } from './clock.js';
import type { Clock } from './clock.js';
import { Lease } from './lease.js';
import { Progress } from './progress.js';
import { requestsInMemory, storedRequests } from './projection-requests.js';
import type { ProjectionRequest, ProjectionRequestKind } from './projection-requests.js';
import { ProjectionWork } from './projection-work.js';
import type { ProjectionParts } from './projection-work.js';
import { projectionKey } from './projection.js';
import type { Projection } from './projection.js';
import { toReport } from './projector-status.js';
import type { ProjectionReport, ProjectorObserver, ProjectorStatus } from './projector-status.js';
import { RetryPause } from './retry-pause.js';
import { Standby } from './standby.js';
import { Tenure } from './tenure.js';

/** Waits until reads show what was appended at a position. */
export interface ProjectionProgress {
  /** @returns false when the deadline (epoch ms) came first: what was written is safe, a read may not show it yet. */
  waitFor(position: Position, deadline: number): Promise<boolean>;
}

export interface ProjectorOptions {
  /**
   * Where several processes project into the same documents: how people tell this one from the others, `host:pid`. One of
   * them is at work at a time, by a lease; the store must have been opened with `projectionCollections`. Absent: no other
   * process has these documents.
   */
  readonly process?: string;
  readonly clock?: Clock;
}

export interface ProjectionOverview {
  readonly report: ProjectionReport;
  /** What was asked for and is not done. */
  readonly requested: readonly ProjectionRequestKind[];
  /** The one at work; null when there is none, or can be no other. */
  readonly process: string | null;
}

/**
 * Runs one projection: a catch-up subscription from its own checkpoint, sequential and idempotent, in one process at a time. A
 * store that is away is waited for; a document store that comes back empty or older than it was, or belongs to another log,
 * is filled again. ADR 0009.
 */
export class Projector implements ProjectionProgress {
  private readonly parts: ProjectionParts;
  private readonly lease: Lease<ProjectionReport> | undefined;
  private readonly standby: Standby | undefined;
  private readonly retryPause: RetryPause;
  private readonly stopping = new AbortController();
  private work: ProjectionWork | undefined;
  private running: Promise<void> | undefined;
  /** The contact of the document store at which the documents were known to be complete. */
  private completeAt: number | undefined;

  constructor(
    projection: Projection,
    eventStore: EventStore,
    documentStore: DocumentStore,
    observer: ProjectorObserver = {},
    { process, clock = systemClock }: ProjectorOptions = {},
  ) {
    const { name } = projection;
    const requests = process === undefined ? requestsInMemory() : storedRequests(documentStore, name);
    const progress = new Progress(name, {
      ...observer,
      onProgress: (status) => {
        if (this.isAtWork) observer.onProgress?.(status);
      },
    });
    this.parts = { projection, eventStore, documentStore, requests, progress, clock };
    this.retryPause = new RetryPause(clock);
    if (process === undefined) return;
    this.lease = new Lease(documentStore, name, process, clock);
    this.standby = new Standby(this.parts, this.lease);
  }

  /** In this process. Where another one is at work, and stands still at an event, its state is that. */
  get status(): ProjectorStatus {
    const { status } = this.parts.progress;
    const elsewhere = this.lease?.lastSeen?.report;
    return status.state === 'standby' && elsewhere?.state === 'poisoned'
      ? { ...status, state: 'poisoned', reason: elsewhere.reason ?? undefined }
      : status;
  }

  /** Whether it is this process that projects. */
  get isAtWork(): boolean {
    return this.work !== undefined;
  }

  /** Starts in the background. */
  start(): void {
    this.running ??= this.run();
  }

  /**
   * Finishes the running batch, then stops, and lets another process go on. Whoever still waits is told that nothing more
   * becomes visible.
   */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.standby?.hurry();
    this.retryPause.end();
    await this.running;
    this.parts.progress.waiters.releaseAll();
  }

  async waitFor(position: Position, deadline: number): Promise<boolean> {
    const { progress } = this.parts;
    if (progress.shows(position)) return true;
    if (this.status.state === 'poisoned' || this.stopping.signal.aborted) return false;
    const visible = progress.waiters.wait(position, deadline);
    if (this.work === undefined) this.standby?.hurry();
    else this.work.showSoon();
    return await visible;
  }

  /** What the process at work has told its observer of its progress. */
  heard({ position, isRebuilding }: Pick<ProjectorStatus, 'position' | 'isRebuilding'>): void {
    const { progress } = this.parts;
    if (this.isAtWork) return;
    if (isRebuilding && !progress.status.isRebuilding) progress.rebuilding();
    if (!isRebuilding && progress.status.isRebuilding) progress.rebuilt();
    if (position !== undefined && !progress.status.isRebuilding && !progress.shows(position)) {
      progress.reached(position);
    }
  }

  /**
   * Whether reads show what they have shown before: not while the documents are being made again, nor when the document store
   * has come back empty or older, before that is begun. The store is asked only after it was away: otherwise no promise is made, since
   * every request asks.
   *
   * @throws DocumentStoreUnavailableError, as a rejection.
   */
  isComplete(): boolean | Promise<boolean> {
    const { documentStore, progress } = this.parts;
    if (progress.status.isRebuilding) return false;
    const { contact } = documentStore;
    return contact === this.completeAt || this.isCompleteAt(contact);
  }

  /**
   * Asks whichever process is at work, which does it within seconds.
   *
   * @throws DocumentStoreUnavailableError when it is not certain to come to it.
   */
  async request(request: ProjectionRequest): Promise<void> {
    await this.parts.requests.ask(request);
    this.work?.hurry();
  }

  /**
   * How the projection is, whichever process is at work.
   *
   * @throws DocumentStoreUnavailableError
   */
  async overview(): Promise<ProjectionOverview> {
    const { requests } = this.parts;
    // First: once a request is done, the report says what it led to.
    const requested = (await requests.open()).map(({ kind }) => kind);
    return { ...(await this.reportOfWork()), requested };
  }

  private async isCompleteAt(contact: number): Promise<boolean> {
    const isComplete = await (this.work?.isAsLeft() ?? this.hasCheckpoint());
    if (isComplete) this.completeAt = contact;
    return isComplete;
  }

  private async run(): Promise<void> {
    const { progress } = this.parts;
    const { signal } = this.stopping;
    progress.enter('starting');
    while (!signal.aborted) {
      try {
        if (await this.mayWork()) await this.doWork();
        this.retryPause.reset();
      } catch (error) {
        progress.enter('retrying', String(error));
        await this.retryPause.take();
      }
    }
    progress.enter('stopped');
    // Another process takes over once the lease is over, if it cannot be told now.
    await this.lease?.release(toReport(progress.status)).catch(() => undefined);
  }

  private async reportOfWork(): Promise<Omit<ProjectionOverview, 'requested'>> {
    const { lease } = this;
    const { documentStore, projection, progress } = this.parts;
    const own = toReport(progress.status);
    if (lease === undefined) return { report: own, process: null };
    if (lease.isHeld) return { report: own, process: lease.lastSeen?.process ?? null };
    await lease.look();
    const position = (await documentStore.checkpoint(projectionKey(projection))) ?? null;
    const { lastSeen, isFree } = lease;
    return lastSeen === undefined || isFree
      ? { report: { ...own, state: 'stopped', position }, process: null }
      : { report: { ...lastSeen.report, position }, process: lastSeen.process };
  }

  /** A store that came back as it was once is found by the process at work, which tells of it. */
  private async hasCheckpoint(): Promise<boolean> {
    const { documentStore, projection, progress } = this.parts;
    const checkpoint = await documentStore.checkpoint(projectionKey(projection));
    return checkpoint !== undefined || progress.status.position === undefined;
  }

  private async mayWork(): Promise<boolean> {
    return this.standby === undefined || (await this.standby.awaitLease(this.stopping.signal));
  }

  private async doWork(): Promise<void> {
    this.work = new ProjectionWork(this.parts, new Tenure(this.lease, this.stopping.signal));
    try {
      await this.work.run();
    } finally {
      this.work = undefined;
    }
  }
}
