import type { RateLimitDecision, RateLimitRule } from '@reeve/rate-limiter';

/**
 * Counts that one rule may hold at a time, one per key and bucket: about 10 MB.
 *
 * When it is full, the count nearest its end is forgotten for each new one. The other policies are worse: to refuse unknown
 * keys would let anyone lock everybody out, and to let them pass uncounted would take the limit off whoever fills the table
 * once a window. Like this, a flood of this many keys buys one key's attempts back, once.
 */
export const MAX_COUNTS_PER_RULE = 100_000;

/** setTimeout takes anything longer for 1 ms. */
const LONGEST_TIMEOUT_MS = 2 ** 31 - 1;

/** The attempts counted in one bucket of time. Leaves the window whole, so that expiry costs nothing per key. */
interface Bucket {
  readonly counts: Map<string, number>;
  /**
   * Walks `counts` from its oldest entry as entries are forgotten. Kept, because a new iterator would have to step over the
   * holes that the forgotten ones left.
   */
  readonly oldestKeys: Iterator<string>;
}

/** All attempts under one rule. An attempt costs one look-up per bucket of the window, however many keys there are. */
export class RollingWindow {
  private readonly bucketMs: number;
  /** Buckets before the newest one that still lie partly within the window. */
  private readonly span: number;
  /** Bucket number n (the time from n * bucketMs on) stands at n modulo the length; undefined while it has no count. */
  private readonly buckets: (Bucket | undefined)[];
  private newest = -1;
  private held = 0;
  private expiry: NodeJS.Timeout | undefined;

  /** @param rule within its ranges. */
  constructor(
    private readonly rule: RateLimitRule,
    private readonly now: () => number,
  ) {
    this.span = rule.windowSeconds / rule.bucketSeconds;
    this.bucketMs = rule.bucketSeconds * 1000;
    this.buckets = new Array<Bucket | undefined>(this.span + 1).fill(undefined);
  }

  get heldCounts(): number {
    return this.held;
  }

  attempt(key: string): RateLimitDecision {
    const now = this.now();
    this.roll(now);
    let counted = 0;
    let oldest = this.newest;
    for (let bucket = this.newest; bucket >= this.newest - this.span; bucket--) {
      const count = this.bucketAt(bucket)?.counts.get(key);
      if (count !== undefined) {
        counted += count;
        oldest = bucket;
      }
    }
    const { limit } = this.rule;
    const allowed = counted < limit;
    if (allowed) this.count(key, now);
    return {
      allowed,
      limit,
      remaining: allowed ? limit - counted - 1 : 0,
      resetSeconds: Math.ceil((this.leavesAt(oldest) - now) / 1000),
    };
  }

  clear(): void {
    clearTimeout(this.expiry);
    this.expiry = undefined;
    this.buckets.fill(undefined);
    this.held = 0;
  }

  private bucketAt(number: number): Bucket | undefined {
    return this.buckets[number % this.buckets.length];
  }

  /** When the last attempt of the bucket stops counting, in the milliseconds of `now`. */
  private leavesAt(bucket: number): number {
    return (bucket + 1 + this.span) * this.bucketMs;
  }

  private roll(now: number): void {
    const current = Math.floor(now / this.bucketMs);
    if (current <= this.newest) return;
    for (let bucket = Math.max(this.newest + 1, current - this.span, 0); bucket <= current; bucket++) {
      this.held -= this.bucketAt(bucket)?.counts.size ?? 0;
      this.buckets[bucket % this.buckets.length] = undefined;
    }
    this.newest = current;
  }

  private count(key: string, now: number): void {
    const counts = (this.bucketAt(this.newest) ?? this.openBucket()).counts;
    const count = counts.get(key);
    if (count === undefined) {
      if (this.held >= MAX_COUNTS_PER_RULE) this.forgetOldest();
      this.held++;
      this.expiry ??= this.expireAfter(this.leavesAt(this.newest) - now);
    }
    counts.set(key, (count ?? 0) + 1);
  }

  private openBucket(): Bucket {
    const counts = new Map<string, number>();
    const bucket = { counts, oldestKeys: counts.keys() };
    this.buckets[this.newest % this.buckets.length] = bucket;
    return bucket;
  }

  private forgetOldest(): void {
    const bucket = this.bucketAt(this.oldestHeld());
    const key = bucket?.oldestKeys.next();
    if (bucket === undefined || key?.done !== false) return;
    bucket.counts.delete(key.value);
    this.held--;
  }

  private oldestHeld(): number {
    let bucket = Math.max(this.newest - this.span, 0);
    while (bucket < this.newest && !this.bucketAt(bucket)?.counts.size) bucket++;
    return bucket;
  }

  /** Without it, the keys of the last attempts (addresses of people) would stay until the next attempt. */
  private expireAfter(milliseconds: number): NodeJS.Timeout {
    const expire = () => {
      const now = this.now();
      this.roll(now);
      this.expiry = this.held > 0 ? this.expireAfter(this.leavesAt(this.oldestHeld()) - now) : undefined;
    };
    return setTimeout(expire, Math.min(milliseconds, LONGEST_TIMEOUT_MS)).unref();
  }
}
