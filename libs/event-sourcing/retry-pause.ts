import type { Clock } from './clock.js';
import { Pause } from './pause.js';

const FIRST_MS = 100;
const MOST_MS = 5_000;

/** Pauses between attempts while a store is away: 100 ms, doubled up to 5 s. */
export class RetryPause {
  private readonly pause: Pause;
  private ms = FIRST_MS;

  constructor(clock: Clock) {
    this.pause = new Pause(clock);
  }

  async take(): Promise<void> {
    const { ms } = this;
    this.ms = Math.min(ms * 2, MOST_MS);
    await this.pause.take(ms);
  }

  end(): void {
    this.pause.end();
  }

  /** It works again: the next pause is a short one. */
  reset(): void {
    this.ms = FIRST_MS;
  }
}
