import { setTimeout as delay } from 'node:timers/promises';

/** Time as it passes in this process, and says nothing to another one. */
export interface Clock {
  /** Milliseconds that only ever go forward, also while the process was stopped; unmoved by changes of the date. */
  now(): number;
  /** Resolves after so many milliseconds, or when the signal is aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  sleep: (ms, signal) => delay(ms, undefined, { signal }).catch(() => undefined),
};
