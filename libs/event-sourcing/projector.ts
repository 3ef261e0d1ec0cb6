import { setTimeout as delay } from 'node:timers/promises';
import type { CollectionDefinition, Document, DocumentStore, WriteOperation } from '@reeve/document-store';
import { comparePositions, LogShorterThanCheckpointError } from '@reeve/event-store';
import type { EventStore, Position, RecordedEvent } from '@reeve/event-store';
import { PositionWaiters } from './position-waiters.js';
import { projectionKey } from './projection.js';
import type { Projection, ReadDocument } from './projection.js';

/** Pauses between attempts while a store is away: 100 ms, doubled up to 5 s. */
const RETRY_FIRST_MS = 100;
const RETRY_MOST_MS = 5_000;
/** A checkpoint that stands for no document is only written this often: it saves re-reading, nothing else. */
const BARE_CHECKPOINT_MS = 1_000;

export type ProjectorState = 'starting' | 'catching-up' | 'live' | 'retrying' | 'poisoned' | 'stopped';

export interface ProjectorStatus {
  readonly projection: string;
  readonly state: ProjectorState;
  readonly position: Position | undefined;
  /** Why it is poisoned or retrying. Names stream and revision of a poison event. */
  readonly reason: string | undefined;
}

/** What a process wants to know of its projectors: for the log, the metrics, and whoever reacts to what has become visible. */
export interface ProjectorObserver {
  /** After the batch's documents are written. */
  onBatch?(status: ProjectorStatus, events: readonly RecordedEvent[]): void | Promise<void>;
  onState?(status: ProjectorStatus): void;
}

/** Waits until reads show what was appended at a position. */
export interface ProjectionProgress {
  /** @returns false when the deadline (epoch ms) came first: what was written is safe, a read may not show it yet. */
  waitFor(position: Position, deadline: number): Promise<boolean>;
}

/** An event that the projection cannot digest. Nothing is skipped: the projection stands still until it can. */
class PoisonEventError extends Error {
  override readonly name = 'PoisonEventError';
  constructor(event: RecordedEvent, cause: unknown) {
    super(`${event.type} at ${event.stream} revision ${event.revision}: ${String(cause)}`, { cause });
  }
}

/**
 * Runs one projection: a catch-up subscription from its own checkpoint, sequential and idempotent. A store that is away is
 * waited for; a document store that comes back empty, or belongs to another log, is filled again from the first event.
 */
export class Projector implements ProjectionProgress {
  private readonly key: string;
  private readonly stopping = new AbortController();
  private readonly waiters = new PositionWaiters();
  private running: Promise<void> | undefined;
  private state: ProjectorState = 'stopped';
  private reason: string | undefined;
  private position: Position | undefined;
  private bareCheckpointAt = 0;
  private retryMs = RETRY_FIRST_MS;

  constructor(
    private readonly projection: Projection,
    private readonly eventStore: EventStore,
    private readonly documentStore: DocumentStore,
    private readonly observer: ProjectorObserver = {},
  ) {
    this.key = projectionKey(projection);
  }

  get status(): ProjectorStatus {
    return {
      projection: this.projection.name,
      state: this.state,
      position: this.position,
      reason: this.reason,
    };
  }

  /** Starts in the background. */
  start(): void {
    this.running ??= this.run();
  }

  /** Finishes the running batch, then stops. Whoever still waits is told that nothing more becomes visible. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
    this.waiters.releaseAll();
  }

  async waitFor(position: Position, deadline: number): Promise<boolean> {
    if (this.position !== undefined && comparePositions(this.position, position) >= 0) return true;
    if (this.state === 'poisoned' || this.stopping.signal.aborted) return false;
    return await this.waiters.wait(position, deadline);
  }

  private async run(): Promise<void> {
    this.enter('starting');
    while (!this.stopping.signal.aborted) {
      try {
        await this.follow();
      } catch (error) {
        if (error instanceof PoisonEventError) {
          this.enter('poisoned', error.message);
          this.waiters.releaseAll();
          return;
        }
        if (error instanceof LogShorterThanCheckpointError) {
          await this.startOver();
        } else {
          await this.pause(error);
        }
      }
    }
    this.enter('stopped');
  }

  private async follow(): Promise<void> {
    const checkpoint = (await this.documentStore.checkpoint(this.key)) as Position | undefined;
    if (checkpoint === undefined) await this.documentStore.reset(this.key, this.projection.collections);
    this.enter('catching-up');
    const messages = this.eventStore.subscribe({
      after: checkpoint ?? 'start',
      filter: this.projection.filter,
      signal: this.stopping.signal,
    });
    for await (const message of messages) {
      this.retryMs = RETRY_FIRST_MS;
      // Not before the log has answered: it might not reach the checkpoint.
      if (this.position === undefined && checkpoint !== undefined) this.reached(checkpoint);
      switch (message.kind) {
        case 'events':
          await this.projectBatch(message.events);
          break;
        case 'checkpoint':
          await this.passed(message.position);
          break;
        case 'caught-up':
          this.enter('live');
          break;
      }
    }
  }

  private async projectBatch(events: readonly RecordedEvent[]): Promise<void> {
    const last = events.at(-1);
    if (last === undefined) return;
    const batch = new BatchReader(this.documentStore);
    for (const event of events) {
      try {
        batch.apply(await this.projection.project(event, batch.read));
      } catch (error) {
        throw batch.storeFailure ?? new PoisonEventError(event, error);
      }
    }
    await this.documentStore.write(batch.operations, { projection: this.key, position: last.position });
    this.position = last.position;
    await this.observer.onBatch?.(this.status, events);
    this.reached(last.position);
  }

  /** Nothing of ours stands up to this position: waiters for it are served, the checkpoint follows now and then. */
  private async passed(position: Position): Promise<void> {
    this.reached(position);
    if (Date.now() - this.bareCheckpointAt < BARE_CHECKPOINT_MS) return;
    this.bareCheckpointAt = Date.now();
    await this.documentStore.write([], { projection: this.key, position });
  }

  private reached(position: Position): void {
    this.position = position;
    this.waiters.reached(position);
  }

  private async startOver(): Promise<void> {
    this.position = undefined;
    try {
      await this.documentStore.reset(this.key, this.projection.collections);
    } catch (error) {
      await this.pause(error);
    }
  }

  private async pause(cause: unknown): Promise<void> {
    if (this.stopping.signal.aborted) return;
    this.enter('retrying', String(cause));
    await delay(this.retryMs, undefined, { signal: this.stopping.signal }).catch(() => undefined);
    this.retryMs = Math.min(this.retryMs * 2, RETRY_MOST_MS);
  }

  private enter(state: ProjectorState, reason?: string): void {
    if (state === this.state && reason === this.reason) return;
    this.state = state;
    this.reason = reason;
    this.observer.onState?.(this.status);
  }
}

/** Reads through the operations of a batch that are not written yet, so that one event sees what the one before it did. */
class BatchReader {
  readonly operations: WriteOperation[] = [];
  /** Set when a read failed because of the store: that is no fault of the event. */
  storeFailure: Error | undefined;
  private readonly written = new Map<string, Document | undefined>();

  constructor(private readonly documentStore: DocumentStore) {}

  apply(operations: readonly WriteOperation[]): void {
    for (const operation of operations) {
      this.operations.push(operation);
      this.written.set(
        `${operation.collection}/${operation.id}`,
        operation.kind === 'remove' ? undefined : operation.document,
      );
    }
  }

  readonly read: ReadDocument = async <D extends Document>(collection: CollectionDefinition, id: string) => {
    const key = `${collection.name}/${id}`;
    if (this.written.has(key)) return this.written.get(key) as D | undefined;
    try {
      return await this.documentStore.collection<D>(collection).get(id);
    } catch (error) {
      this.storeFailure = error instanceof Error ? error : new Error(String(error));
      throw this.storeFailure;
    }
  };
}
