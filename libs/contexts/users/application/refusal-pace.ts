import { setTimeout as delay } from 'node:timers/promises';

/** Of what a slow check took, remembered at most: one check on a busy machine must not make everybody wait for ever. */
const MOST_MS = 2_000;
/** What a remembered check loses with each refusal, so that the machine's busy moments are forgotten. */
const FADING = 0.995;

/**
 * Lets refusals take the same time whatever hash was checked. bcrypt takes ten times as long as argon2id: without this, who
 * has an account from Open WebUI could be told from the time of a wrong password. From the first such check on, every refusal
 * takes as long as the slowest of them of late.
 */
export class RefusalPace {
  private slowestMs = 0;

  /** @param ms that a bcrypt check took. */
  took(ms: number): void {
    this.slowestMs = Math.max(this.slowestMs, Math.min(ms, MOST_MS));
  }

  /** Waits until a refusal may be answered. @param sinceMs monotonic: when the check began. */
  async keep(sinceMs: number): Promise<void> {
    const leftMs = this.slowestMs - (performance.now() - sinceMs);
    this.slowestMs *= FADING;
    if (leftMs > 0) await delay(leftMs);
  }
}
