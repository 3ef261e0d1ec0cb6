/** A limit over a rolling window of buckets. */
export interface RateLimitRule {
  /** Names the limiter: two rules never share a counter, even for the same key. */
  readonly name: string;
  /** Attempts allowed within the window; at least 1. */
  readonly limit: number;
  /** Seconds; a whole multiple of `bucketSeconds`. */
  readonly windowSeconds: number;
  readonly bucketSeconds: number;
}

export interface RateLimitDecision {
  readonly allowed: boolean;
  readonly limit: number;
  /** Attempts left in the window after this one; 0 when refused. */
  readonly remaining: number;
  /** Whole seconds (at least 1) until attempts start to be given back; `Retry-After` when refused. */
  readonly resetSeconds: number;
}

/**
 * Counts attempts per rule and key over a rolling window: the buckets that lie wholly or partly within the last
 * `windowSeconds` are summed. A refused attempt is not counted, so that it does not prolong the ban. No key is kept longer
 * than one window after its last counted attempt. Keys are taken as they are: fold case before.
 */
export interface RateLimiter {
  /**
   * Counts one attempt if it is allowed. Never rejects for reasons of its own: where the counts cannot be reached, it
   * decides by what this process knows.
   *
   * @throws RangeError for a rule outside its ranges, and for a rule that bears the name of another one.
   */
  consume(rule: RateLimitRule, key: string): Promise<RateLimitDecision>;
  close(): Promise<void>;
}
