import { comparePositions } from '@reeve/event-store';
import type { Position, RecordedEvent } from '@reeve/event-store';
import { PositionWaiters } from './position-waiters.js';
import type { ProjectorObserver, ProjectorState, ProjectorStatus } from './projector-status.js';

/** How a projection stands as this process knows it; tells the observer, and those who wait. */
export class Progress {
  readonly waiters = new PositionWaiters();
  private state: ProjectorState = 'stopped';
  private reason: string | undefined;
  private position: Position | undefined;
  private isRebuilding = false;
  private behindSince: number | undefined;

  constructor(
    private readonly projection: string,
    private readonly observer: ProjectorObserver,
  ) {}

  get status(): ProjectorStatus {
    const { projection, state, position, reason, isRebuilding, behindSince } = this;
    return { projection, state, position, reason, isRebuilding, behindSince };
  }

  shows(position: Position): boolean {
    return this.position !== undefined && comparePositions(this.position, position) >= 0;
  }

  enter(state: ProjectorState, reason?: string): void {
    if (state === this.state && reason === this.reason) return;
    this.state = state;
    this.reason = reason;
    this.observer.onState?.(this.status);
  }

  /** These events are to be shown next. */
  received(events: readonly RecordedEvent[]): void {
    const first = events[0];
    this.behindSince = first === undefined ? undefined : Date.parse(first.recordedAt);
  }

  /** The documents of these events are written. */
  async projected(events: readonly RecordedEvent[], position: Position): Promise<void> {
    // Not shown before the observer is done: what it tells others comes before the answer of whoever waits.
    await this.observer.onBatch?.({ ...this.status, position }, events);
    this.behindSince = undefined;
    this.reached(position);
  }

  /** Reads show everything up to here. */
  reached(position: Position): void {
    this.position = position;
    this.waiters.reached(position);
    this.observer.onProgress?.(this.status);
  }

  /** The documents do not show any more, or soon will not, what they have shown. */
  rebuilding(): void {
    this.position = undefined;
    this.isRebuilding = true;
    this.observer.onProgress?.(this.status);
  }

  /** They show again what they have shown. */
  rebuilt(): void {
    this.isRebuilding = false;
    this.observer.onProgress?.(this.status);
  }

  /** Everything there was is shown. */
  caughtUp(): void {
    this.behindSince = undefined;
    if (this.isRebuilding) this.rebuilt();
    this.enter('live');
  }
}
