import type { RateLimitRule } from './rate-limiter.js';

/** The rules that a limiter was asked for. Both its errors are mistakes of the program, found by a rule's first attempt. */
export class KnownRules {
  private readonly rules = new Map<string, RateLimitRule>();

  /** @throws RangeError for a rule outside its ranges, and for one that bears the name of another rule. */
  check(rule: RateLimitRule): void {
    const known = this.rules.get(rule.name);
    if (known === rule) return;
    if (known === undefined) {
      checkRanges(rule);
      this.rules.set(rule.name, rule);
    } else if (!isSameRule(known, rule)) {
      throw new RangeError(`Two rate limit rules are named ${rule.name}`);
    }
  }
}

function checkRanges({ name, limit, windowSeconds, bucketSeconds }: RateLimitRule): void {
  const buckets = windowSeconds / bucketSeconds;
  if (!(bucketSeconds > 0 && buckets >= 1 && Number.isInteger(buckets))) {
    throw new RangeError(
      `Rate limit ${name}: its window is ${windowSeconds} s, no whole multiple of a bucket of ${bucketSeconds} s`,
    );
  }
  if (!(limit >= 1)) {
    throw new RangeError(`Rate limit ${name}: its limit is ${limit}, and must be at least 1`);
  }
}

function isSameRule(one: RateLimitRule, other: RateLimitRule): boolean {
  return (
    one.limit === other.limit &&
    one.windowSeconds === other.windowSeconds &&
    one.bucketSeconds === other.bucketSeconds
  );
}
