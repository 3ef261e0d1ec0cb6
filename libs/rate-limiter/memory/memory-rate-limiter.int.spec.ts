import type { RateLimitRule } from '@reeve/rate-limiter';
import { createMemoryRateLimiter, MAX_COUNTS_PER_RULE } from '@reeve/rate-limiter/memory';
import { rateLimiterFeatures } from '@reeve/rate-limiter/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

rateLimiterFeatures('memory', (now) => Promise.resolve(createMemoryRateLimiter({ now })));

const SIGN_IN: RateLimitRule = { name: 'sign-in', limit: 1, windowSeconds: 180, bucketSeconds: 60 };

describe('memory rate limiter: what it holds', () => {
  let now: number;
  let limiter: ReturnType<typeof createMemoryRateLimiter>;

  beforeEach(() => {
    now = 0;
    limiter = createMemoryRateLimiter({ now: () => now });
  });
  afterEach(() => limiter.close());

  const attempt = async (key: string) => (await limiter.consume(SIGN_IN, key)).allowed;
  const flood = async (name: string, keys: number) => {
    for (let i = 0; i < keys; i++) await limiter.consume(SIGN_IN, `${name}${i}`);
  };

  it('stays bounded under a million distinct keys', async () => {
    await flood('key', 1_000_000);
    expect(limiter.heldCounts).toBe(MAX_COUNTS_PER_RULE);
  });

  it('forgets, when full, the counts nearest their end first', async () => {
    await attempt('oldest');
    now += 60_000;
    await attempt('older');
    await flood('key', MAX_COUNTS_PER_RULE - 2);
    expect(await attempt('oldest')).toBe(false);

    await attempt('one more');
    expect(await attempt('older')).toBe(false);
    expect(await attempt('oldest')).toBe(true);
    expect(await attempt('older')).toBe(true);
    expect(limiter.heldCounts).toBe(MAX_COUNTS_PER_RULE);
  });

  it('leaves the counts of one rule alone when another one is flooded', async () => {
    const adminRoutes: RateLimitRule = { ...SIGN_IN, name: 'admin-routes' };
    await limiter.consume(adminRoutes, 'a');
    await flood('key', MAX_COUNTS_PER_RULE + 1);
    expect((await limiter.consume(adminRoutes, 'a')).allowed).toBe(false);
  });

  it('holds nothing of a bucket that has left the window', async () => {
    await flood('key', 1000);
    now += 240_000;
    await attempt('another');
    expect(limiter.heldCounts).toBe(1);
  });

  it('holds nothing of a refused attempt', async () => {
    await attempt('a');
    now += 60_000;
    await attempt('a');
    expect(limiter.heldCounts).toBe(1);
  });

  it('holds nothing once closed', async () => {
    await attempt('a');
    await limiter.close();
    expect(limiter.heldCounts).toBe(0);
  });
});

describe('memory rate limiter: time', () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  it('forgets keys when their window is over, without another attempt', async () => {
    const limiter = createMemoryRateLimiter();
    await limiter.consume(SIGN_IN, 'a');
    await vi.advanceTimersByTimeAsync(60_000);
    await limiter.consume(SIGN_IN, 'b');
    await vi.advanceTimersByTimeAsync(180_000);
    expect(limiter.heldCounts).toBe(1);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(limiter.heldCounts).toBe(0);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('has one timer per rule at most', async () => {
    const limiter = createMemoryRateLimiter();
    for (let i = 0; i < 100; i++) await limiter.consume(SIGN_IN, `key${i}`);
    expect(vi.getTimerCount()).toBe(1);
    await limiter.close();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('is not moved by the wall clock', async () => {
    const limiter = createMemoryRateLimiter();
    await limiter.consume(SIGN_IN, 'a');
    vi.setSystemTime(Date.now() + 24 * 3_600_000);
    expect((await limiter.consume(SIGN_IN, 'a')).allowed).toBe(false);
    await limiter.close();
  });
});
