import type { JsonObject } from '@reeve/contracts';
import type { Lease } from './lease.js';

/** This process may not write any more: another one is at work, or may be. */
export class TenureOverError extends Error {
  override readonly name = 'TenureOverError';
}

/** One stretch of time in which this process is the one at work. */
export class Tenure<Report extends JsonObject> {
  /** Aborted when it is over: the lease is lost, or the process stops. */
  readonly signal: AbortSignal;
  private readonly over = new AbortController();

  /** @param lease undefined where no other process can be at work. */
  constructor(
    private readonly lease: Lease<Report> | undefined,
    stopping: AbortSignal,
  ) {
    this.signal = AbortSignal.any([stopping, this.over.signal]);
  }

  /** By this process's own clock, also before the signal says so. */
  get isOver(): boolean {
    return this.signal.aborted || this.lease?.isHeld === false;
  }

  end(): void {
    this.over.abort();
  }

  /** To be called right before each write. @throws TenureOverError when it must not be made. */
  check(): void {
    if (this.lease?.isHeld === false) throw new TenureOverError('The lease is not held any more');
  }

  /** Renews the lease; ends the tenure when it is lost. @throws DocumentStoreUnavailableError when that is not known. */
  async renew(report: Report): Promise<void> {
    if (this.lease !== undefined && !(await this.lease.hold(report))) this.end();
  }
}
