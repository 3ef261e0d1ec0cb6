import type { Clock } from './clock.js';

/** A pause that can be ended from elsewhere. */
export class Pause {
  private isEnded = false;
  private taken: AbortController | undefined;

  constructor(private readonly clock: Clock) {}

  async take(ms: number): Promise<void> {
    if (!this.isEnded) {
      this.taken = new AbortController();
      await this.clock.sleep(ms, this.taken.signal);
      this.taken = undefined;
    }
    this.isEnded = false;
  }

  /** Ends the pause that is being taken, or the next one. Costs nothing while none is taken: some call it for every command. */
  end(): void {
    this.isEnded = true;
    this.taken?.abort();
  }
}
