import type { Settings } from '@reeve/platform';
import type { RateLimiter } from '@reeve/rate-limiter';
import { createMemoryRateLimiter } from '@reeve/rate-limiter/memory';
import type { RedisObserver } from '@reeve/rate-limiter/redis';
import type { Logger } from 'pino';
import { Gauge } from 'prom-client';
import type { Registry } from 'prom-client';
import type { PartOpening } from './opening.js';

/** Never missing: without Redis, every process counts for itself. */
export function rateLimiterPart(
  { rateLimitUrl }: Settings,
  registry: Registry,
  log: Pick<Logger, 'info' | 'warn'>,
): PartOpening<RateLimiter> {
  return {
    name: 'rate limiter',
    awaited: false,
    open: async () => {
      const inMemory = createMemoryRateLimiter();
      return rateLimitUrl === null
        ? inMemory
        : await openInRedis(rateLimitUrl, inMemory, observerOf(registry, log));
    },
  };
}

async function openInRedis(
  url: string,
  fallback: RateLimiter,
  observer: RedisObserver,
): Promise<RateLimiter> {
  const { openRedisRateLimiter } = await import('@reeve/rate-limiter/redis');
  return await openRedisRateLimiter({ url, fallback, observer });
}

function observerOf(registry: Registry, log: Pick<Logger, 'info' | 'warn'>): RedisObserver {
  const shared = new Gauge({
    name: 'reeve_rate_limiter_shared',
    help: '1 while attempts are counted in Redis, for all processes together; 0 while this one counts for itself.',
    registers: [registry],
  });
  shared.set(1);
  return {
    away: (reason) => {
      shared.set(0);
      log.warn({ reason }, 'Redis is away: until it is back, this process counts attempts for itself');
    },
    back: () => {
      shared.set(1);
      log.info('Redis is back: attempts are counted for all processes together');
    },
  };
}
