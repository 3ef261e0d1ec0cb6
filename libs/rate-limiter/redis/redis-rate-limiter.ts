import { KnownRules } from '@reeve/rate-limiter';
import type { RateLimiter, RateLimitRule } from '@reeve/rate-limiter';
import { Redis } from 'ioredis';
import { AttemptsOfATurn } from './attempts-of-a-turn.js';
import { countAttempts } from './count-attempts.js';
import { RedisLink } from './redis-link.js';
import type { RedisObserver } from './redis-link.js';
import { parseRedisUrl } from './redis-url.js';

export interface RedisRateLimiterOptions {
  /** `redis://[[user]:password@]host[:port][/database]`, or `rediss://` for TLS. */
  readonly url: string;
  /** Decides while Redis is away. It is closed with this limiter. */
  readonly fallback: RateLimiter;
  readonly observer: RedisObserver;
  /** Milliseconds since any fixed moment; by default the clock of the Redis server, which all replicas share. */
  readonly now?: () => number;
}

/**
 * Counts in Redis, so that all replicas of a service share the limits.
 *
 * While Redis is away, the fallback of each replica decides by what that replica has let pass: an outage gives nobody more
 * than a limit per replica. What passed meanwhile is unknown to Redis when it is back. An attempt whose answer came too late
 * may be counted in both.
 *
 * Resolves when Redis answers, or was found to be away: it is looked for until it is there.
 *
 * @throws Error when the URL is none of Redis.
 */
export async function openRedisRateLimiter(options: RedisRateLimiterOptions): Promise<RateLimiter> {
  const { url, fallback, observer, now } = options;
  const rules = new KnownRules();
  const prove = (redis: Redis) => countAttempts(redis, PROOF, 'proof', 1);
  const link = new RedisLink({ create: clientsOf(url), prove }, observer);
  const attempts = new AttemptsOfATurn((rule, key, count) =>
    link.ask((redis) => countAttempts(redis, rule, key, count, now?.())),
  );
  await link.tried;
  return {
    async consume(rule, key) {
      rules.check(rule);
      const decision = await attempts.consume(rule, key);
      if (decision === undefined) return await fallback.consume(rule, key);
      if (decision.allowed) await fallback.consume(rule, key);
      return decision;
    },
    async close() {
      await link.close();
      await fallback.close();
    },
  };
}

/** Does all that an attempt does, writing included: a read-only replica is of no use. */
const PROOF: RateLimitRule = {
  name: 'proof',
  limit: Number.MAX_SAFE_INTEGER,
  windowSeconds: 1,
  bucketSeconds: 1,
};

function clientsOf(url: string): () => Redis {
  const server = parseRedisUrl(url);
  return () =>
    new Redis({
      ...server,
      connectionName: 'reeve',
      lazyConnect: true,
      enableOfflineQueue: false,
      // The proof tells more than `INFO`, which a user of Redis need not be allowed.
      enableReadyCheck: false,
      disableClientInfo: true,
      retryStrategy: () => null,
      // For a server that does not close its side.
      disconnectTimeout: 100,
    });
}
