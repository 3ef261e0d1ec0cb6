import type { RateLimiter } from '@reeve/rate-limiter';
import type { PartOpening } from './opening.js';

export function rateLimiterPart(): PartOpening<RateLimiter> {
  return { name: 'rate limiter', awaited: false, open: openInMemory };
}

async function openInMemory(): Promise<RateLimiter> {
  const { createMemoryRateLimiter } = await import('@reeve/rate-limiter/memory');
  return createMemoryRateLimiter();
}
