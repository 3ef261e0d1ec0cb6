import type { Clock } from '../clock.js';

interface Sleeper {
  readonly wakeAt: number;
  readonly wake: () => void;
}

/** Steps of {@link ManualClock.advanceUntil}: as long as the shortest pause there is. */
const STEP_MS = 50;

/** A clock that stands still until it is told to go on. */
export class ManualClock implements Clock {
  private time = 0;
  private readonly sleepers = new Set<Sleeper>();

  now(): number {
    return this.time;
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const sleeper = {
        wakeAt: this.time + ms,
        wake: () => {
          this.sleepers.delete(sleeper);
          resolve();
        },
      };
      this.sleepers.add(sleeper);
      signal.addEventListener('abort', sleeper.wake, { once: true });
    });
  }

  /** Goes on by so many milliseconds, and lets what was waiting for that run. */
  async advance(ms: number): Promise<void> {
    this.time += ms;
    for (const { wakeAt, wake } of this.sleepers) if (wakeAt <= this.time) wake();
    for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
  }

  /** @returns how many milliseconds it took until the condition held. @throws Error when that is more than `most`. */
  async advanceUntil(condition: () => boolean | Promise<boolean>, most = 20_000): Promise<number> {
    for (let passed = 0; passed <= most; passed += STEP_MS) {
      await this.advance(passed === 0 ? 0 : STEP_MS);
      if (await condition()) return passed;
    }
    throw new Error(`It did not come to that within ${most} ms`);
  }
}
