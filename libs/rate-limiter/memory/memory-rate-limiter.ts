import { KnownRules } from '@reeve/rate-limiter';
import type { RateLimiter, RateLimitRule } from '@reeve/rate-limiter';
import { RollingWindow } from './rolling-window.js';

export interface MemoryRateLimiterOptions {
  /**
   * Milliseconds since any fixed moment, not negative. By default the process's monotonic clock, so that a step of the wall
   * clock neither lifts a ban nor prolongs it.
   */
  readonly now?: () => number;
}

export interface MemoryRateLimiter extends RateLimiter {
  /** Counts held at present, over all rules; one per key and bucket in use. For a gauge. */
  readonly heldCounts: number;
}

/** Counts in the memory of this process, and forgets with it. */
export function createMemoryRateLimiter(options: MemoryRateLimiterOptions = {}): MemoryRateLimiter {
  const now = options.now ?? (() => performance.now());
  const rules = new KnownRules();
  const windows = new Map<string, RollingWindow>();

  const windowOf = (rule: RateLimitRule): RollingWindow => {
    rules.check(rule);
    let window = windows.get(rule.name);
    if (window === undefined) {
      window = new RollingWindow(rule, now);
      windows.set(rule.name, window);
    }
    return window;
  };

  return {
    consume: (rule, key) => new Promise((resolve) => resolve(windowOf(rule).attempt(key))),
    close: () => {
      for (const window of windows.values()) window.clear();
      return Promise.resolve();
    },
    get heldCounts() {
      let held = 0;
      for (const window of windows.values()) held += window.heldCounts;
      return held;
    },
  };
}
