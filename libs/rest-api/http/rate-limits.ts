import { Inject, Injectable } from '@nestjs/common';
import { RATE_LIMITER } from '@reeve/platform';
import type { RateLimitDecision, RateLimiter, RateLimitRule } from '@reeve/rate-limiter';
import type { FastifyReply } from 'fastify';
import { httpErrors } from './http.errors.js';

declare module 'fastify' {
  interface FastifyReply {
    /** The decision that left the fewest attempts, of all the limits that the request was counted under. */
    rateLimit: RateLimitDecision | null;
  }
}

/** Counts requests and refuses those over a limit. */
@Injectable()
export class RateLimits {
  constructor(@Inject(RATE_LIMITER) private readonly limiter: RateLimiter) {}

  /**
   * Counts one attempt under the key and says so in the `RateLimit-*` headers; the tightest limit wins when there are
   * several. Keys are taken as they are: fold case before.
   *
   * @throws ReeveError `RATE-LIMITED` 429 with `Retry-After`.
   */
  async enforceRateLimit(reply: FastifyReply, rule: RateLimitRule, key: string): Promise<void> {
    this.answer(reply, await this.limiter.consume(rule, key));
  }

  /**
   * The same for several limits, up to the first that is over.
   *
   * @param options.unless asked once one is over: true lets the request pass all the same, and says nothing of them.
   */
  async enforceRateLimits(
    reply: FastifyReply,
    limits: readonly (readonly [rule: RateLimitRule, key: string])[],
    { unless }: { readonly unless: () => Promise<boolean> },
  ): Promise<void> {
    for (const [rule, key] of limits) {
      const decision = await this.limiter.consume(rule, key);
      if (!decision.allowed && (await unless())) return;
      this.answer(reply, decision);
    }
  }

  private answer(reply: FastifyReply, decision: RateLimitDecision): void {
    if (reply.rateLimit === null || decision.remaining <= reply.rateLimit.remaining) {
      reply.rateLimit = decision;
      reply.header('ratelimit-limit', decision.limit);
      reply.header('ratelimit-remaining', decision.remaining);
      reply.header('ratelimit-reset', decision.resetSeconds);
    }
    if (!decision.allowed) throw httpErrors.rateLimited(decision.resetSeconds);
  }
}
