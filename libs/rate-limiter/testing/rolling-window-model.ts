import type { RateLimitDecision, RateLimitRule } from '@reeve/rate-limiter';

/** The port's definition, taken literally: every counted attempt is kept, and each decision goes through all of them. */
export class RollingWindowModel {
  private readonly counted: number[] = [];

  constructor(private readonly rule: RateLimitRule) {}

  attempt(now: number): RateLimitDecision {
    const { limit } = this.rule;
    const within = () => this.counted.filter((at) => this.leavesAt(at) > now);
    const allowed = within().length < limit;
    if (allowed) this.counted.push(now);
    const givenBackAt = Math.min(...within().map((at) => this.leavesAt(at)));
    return {
      allowed,
      limit,
      remaining: limit - within().length,
      resetSeconds: Math.ceil((givenBackAt - now) / 1000),
    };
  }

  private leavesAt(attemptedAt: number): number {
    const bucketMs = this.rule.bucketSeconds * 1000;
    return (Math.floor(attemptedAt / bucketMs) + 1) * bucketMs + this.rule.windowSeconds * 1000;
  }
}
