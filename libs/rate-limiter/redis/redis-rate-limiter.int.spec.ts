import { createMemoryRateLimiter } from '@reeve/rate-limiter/memory';
import type { RateLimiter, RateLimitRule } from '@reeve/rate-limiter';
import { openRedisRateLimiter } from '@reeve/rate-limiter/redis';
import { rateLimiterFeatures } from '@reeve/rate-limiter/testing';
import { startRedisServer } from '@reeve/testing/redis';
import { describeWithPart } from '@reeve/testing/servers';
import type { TestServer } from '@reeve/testing/servers';
import fc from 'fast-check';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';

const SIGN_IN: RateLimitRule = { name: 'sign-in', limit: 15, windowSeconds: 180, bucketSeconds: 60 };

describeWithPart('redis-server', 'rate limiter in Redis', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startRedisServer();
  });
  afterAll(() => server.stop());

  /** One replica's. That Redis goes away is no part of these tests. */
  const open = (now?: () => number): Promise<RateLimiter> =>
    openRedisRateLimiter({
      url: server.url,
      fallback: createMemoryRateLimiter(),
      observer: {
        away: (reason) => expect.fail(`Redis is away: ${reason}`),
        back: () => undefined,
      },
      ...(now === undefined ? {} : { now }),
    });

  const replica = async (now?: () => number) => {
    const limiter = await open(now);
    onTestFinished(() => limiter.close());
    return limiter;
  };
  const client = () => {
    const redis = new Redis(server.url);
    onTestFinished(() => redis.disconnect());
    return redis;
  };

  rateLimiterFeatures('redis', open);

  it('decides as the one in memory does, for any keys and any pace', async () => {
    const rules: readonly RateLimitRule[] = [
      { name: 'one', limit: 2, windowSeconds: 6, bucketSeconds: 3 },
      { name: 'other', limit: 3, windowSeconds: 10, bucketSeconds: 10 },
    ];
    const steps = fc.array(
      fc.record({
        pauseMs: fc.integer({ min: 0, max: 12_000 }),
        rule: fc.constantFrom(...rules),
        key: fc.constantFrom('a', 'b'),
      }),
      { minLength: 1, maxLength: 60 },
    );
    let now = Date.UTC(2026, 0, 1);
    const inRedis = await replica(() => now);
    await fc.assert(
      fc.asyncProperty(steps, async (steps) => {
        now += 60_000;
        const inMemory = createMemoryRateLimiter({ now: () => now });
        for (const { pauseMs, rule, key } of steps) {
          now += pauseMs;
          expect(await inRedis.consume(rule, key)).toEqual(await inMemory.consume(rule, key));
        }
        await inMemory.close();
      }),
      { numRuns: 50 },
    );
  });

  it('lets replicas share one budget, exactly, however many ask at once', async () => {
    const rule = { ...SIGN_IN, name: 'shared', limit: 100 };
    const replicas = [await replica(), await replica(), await replica()];
    const decisions = await Promise.all(
      Array.from({ length: 100 }).flatMap(() => replicas.map((limiter) => limiter.consume(rule, 'a'))),
    );
    const passed = decisions.filter(({ allowed }) => allowed);
    expect(passed.map(({ remaining }) => remaining).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 100 }, (_, remaining) => remaining),
    );
  });

  it('goes by the clock of the server, not by those of the replicas', async () => {
    const rule = { ...SIGN_IN, name: 'clock', limit: 1 };
    const limiter = await replica();
    const [seconds] = await client().time();
    const { resetSeconds } = await limiter.consume(rule, 'a');
    const bucketLeft = 60 - (Number(seconds) % 60);
    expect([bucketLeft + 180, bucketLeft + 179, bucketLeft + 239]).toContain(resetSeconds);
  });

  it('keeps no key longer than its window and bucket, nor for a refused attempt', async () => {
    const redis = client();
    const rule = { ...SIGN_IN, name: 'expiring', limit: 1 };
    const limiter = await replica();
    await limiter.consume(rule, 'a');
    const [key = ''] = await redis.keys('*expiring*');
    expect(await redis.pttl(key)).toBeLessThanOrEqual(240_000);
    await redis.pexpire(key, 100_000);
    expect((await limiter.consume(rule, 'a')).allowed).toBe(false);
    expect(await redis.pttl(key)).toBeLessThanOrEqual(100_000);
  });

  it('keeps one key per rule and key, under a common prefix, that does not say whose it is', async () => {
    const redis = client();
    await redis.flushdb();
    const limiter = await replica();
    for (const key of ['grace@example.com', 'grace@example.com', 'a'.repeat(10_000)]) {
      await limiter.consume({ ...SIGN_IN, name: 'named' }, key);
    }
    const keys = (await redis.keys('*')).filter((key) => !key.startsWith('reeve:rate-limit:proof:'));
    expect(keys).toHaveLength(2);
    for (const key of keys) expect(key).toMatch(/^reeve:rate-limit:named:60:[\w-]{43}$/);
  });

  it('forgets what a clock that was ahead has counted, and what the next bucket has not', async () => {
    let now = Date.UTC(2026, 0, 1);
    const limiter = await replica(() => now);
    const attempt = async (name: string) =>
      (await limiter.consume({ ...SIGN_IN, name, limit: 1 }, 'a')).allowed;
    await attempt('corrected');
    await attempt('set back');
    now -= 1;
    expect(await attempt('corrected')).toBe(false);
    now -= 3_600_000;
    expect(await attempt('set back')).toBe(true);
  });

  it('counts on when the server has forgotten the script', async () => {
    const limiter = await replica();
    const rule = { ...SIGN_IN, name: 'flushed', limit: 2 };
    await limiter.consume(rule, 'a');
    await client().script('FLUSH');
    expect(await limiter.consume(rule, 'a')).toMatchObject({ allowed: true, remaining: 0 });
  });

  it('uses the database of the URL', async () => {
    const rule = { ...SIGN_IN, name: 'database' };
    const limiter = await openRedisRateLimiter({
      url: `${server.url}/5`,
      fallback: createMemoryRateLimiter(),
      observer: { away: (reason) => expect.fail(reason), back: () => undefined },
    });
    onTestFinished(() => limiter.close());
    await limiter.consume(rule, 'a');
    const redis = client();
    expect(await redis.keys('*database*')).toEqual([]);
    await redis.select(5);
    expect(await redis.keys('*database*')).toHaveLength(1);
  });

  it('refuses a URL that is none of Redis', async () => {
    const opened = openRedisRateLimiter({
      url: 'redis://cache/limits',
      fallback: createMemoryRateLimiter(),
      observer: { away: () => undefined, back: () => undefined },
    });
    await expect(opened).rejects.toThrow('redis[s]://');
  });
});
