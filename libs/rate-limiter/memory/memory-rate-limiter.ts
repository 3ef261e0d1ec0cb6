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

/**
 * Counts in the memory of this process, and forgets with it.
 *
 * `consume` rejects with RangeError for a rule outside the ranges of RateLimitRule, and for a rule that bears the name of
 * another one: both are mistakes of the program, found by its first attempt.
 */
export function createMemoryRateLimiter(options: MemoryRateLimiterOptions = {}): MemoryRateLimiter {
  const now = options.now ?? (() => performance.now());
  const windows = new Map<string, RollingWindow>();

  const windowOf = (rule: RateLimitRule): RollingWindow => {
    let window = windows.get(rule.name);
    if (window === undefined) {
      window = new RollingWindow(rule, now);
      windows.set(rule.name, window);
    }
    if (window.rule !== rule && !isSameRule(window.rule, rule)) {
      throw new RangeError(`Two rate limit rules are named ${rule.name}`);
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

function isSameRule(one: RateLimitRule, other: RateLimitRule): boolean {
  return (
    one.limit === other.limit &&
    one.windowSeconds === other.windowSeconds &&
    one.bucketSeconds === other.bucketSeconds
  );
}
