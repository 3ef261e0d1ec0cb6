import type { Clock } from './clock.js';

/** A pause that can be ended from elsewhere. */
export class Pause {
  private ending = new AbortController();

  constructor(private readonly clock: Clock) {}

  async take(ms: number): Promise<void> {
    const { signal } = this.ending;
    if (!signal.aborted) await this.clock.sleep(ms, signal);
    this.ending = new AbortController();
  }

  /** Ends the pause that is being taken, or the next one. */
  end(): void {
    this.ending.abort();
  }
}
