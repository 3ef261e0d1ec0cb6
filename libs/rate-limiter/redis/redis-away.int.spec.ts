import type { RateLimiter, RateLimitRule } from '@reeve/rate-limiter';
import { createMemoryRateLimiter } from '@reeve/rate-limiter/memory';
import { openRedisRateLimiter } from '@reeve/rate-limiter/redis';
import { startRedisServer } from '@reeve/testing/redis';
import { describeWithPart } from '@reeve/testing/servers';
import type { TestServer } from '@reeve/testing/servers';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, it, onTestFinished, vi } from 'vitest';

const SIGN_IN: RateLimitRule = { name: 'sign-in', limit: 15, windowSeconds: 180, bucketSeconds: 60 };
const PASSWORD = 'p@ss/w:rd';
/** Twenty times what is promised of a request, for a machine that does other things too. */
const SOON_MS = 1_500;
const BACK = { timeout: 10_000 };

describeWithPart('redis-server', 'rate limiter when Redis is away', () => {
  let server: TestServer;

  beforeAll(async () => {
    server = await startRedisServer({ password: PASSWORD });
  });
  afterAll(() => server.stop());

  const replica = async (url = server.url) => {
    const observer = { away: vi.fn<(reason: string) => void>(), back: vi.fn<() => void>() };
    const limiter = await openRedisRateLimiter({ url, fallback: createMemoryRateLimiter(), observer });
    onTestFinished(() => limiter.close());
    return { limiter, observer };
  };
  const passed = async (limiter: RateLimiter, attempts: number, key = 'a') => {
    const decisions = await Promise.all(
      Array.from({ length: attempts }, () => limiter.consume(SIGN_IN, key)),
    );
    return decisions.filter(({ allowed }) => allowed).length;
  };
  const keysInRedis = async () => {
    const redis = new Redis(server.url);
    const keys = await redis.keys('*:sign-in:*');
    redis.disconnect();
    return keys.length;
  };

  it.each([
    ['is killed', () => server.kill(), () => server.restart()],
    ['freezes', () => server.freeze(), () => server.thaw()],
  ])(
    'knows what this replica has let pass when Redis %s, and asks it when it is back',
    async (_: string, end: () => unknown, mend: () => unknown) => {
      const { limiter, observer } = await replica();
      const key = crypto.randomUUID();
      expect(await passed(limiter, 10, key)).toBe(10);

      await end();
      const began = performance.now();
      expect(await passed(limiter, 100, key)).toBe(5);
      for (let i = 0; i < 1000; i++) await limiter.consume(SIGN_IN, 'steady');
      expect(performance.now() - began).toBeLessThan(SOON_MS);
      expect(observer.away).toHaveBeenCalledOnce();
      expect(observer.back).not.toHaveBeenCalled();

      await mend();
      await expect.poll(() => observer.back.mock.calls.length, BACK).toBe(1);
      const before = await keysInRedis();
      await limiter.consume(SIGN_IN, crypto.randomUUID());
      expect(await keysInRedis()).toBe(before + 1);
      expect(observer.away).toHaveBeenCalledOnce();
    },
  );

  it('refuses by the counts that a frozen Redis has kept', async () => {
    const { limiter, observer } = await replica();
    const key = crypto.randomUUID();
    expect(await passed(limiter, 20, key)).toBe(15);
    await server.freeze();
    expect(await passed(limiter, 20, key)).toBe(0);
    server.thaw();
    await expect.poll(() => observer.back.mock.calls.length, BACK).toBe(1);
    expect(await passed(limiter, 20, key)).toBe(0);
  });

  it('counts afresh when Redis has come back empty', async () => {
    const { limiter, observer } = await replica();
    const key = crypto.randomUUID();
    expect(await passed(limiter, 20, key)).toBe(15);
    await server.restart();
    await expect.poll(() => observer.back.mock.calls.length, BACK).toBe(1);
    expect(await passed(limiter, 20, key)).toBe(15);
  });

  it('starts without Redis, and finds it when it comes', async () => {
    await server.kill();
    const { limiter, observer } = await replica();
    expect(observer.away).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('ECONNREFUSED'));
    expect(await passed(limiter, 20)).toBe(15);
    await server.restart();
    await expect.poll(() => observer.back.mock.calls.length, BACK).toBe(1);
  });

  it('starts while Redis is frozen', async () => {
    await server.freeze();
    const { limiter, observer } = await replica();
    expect(observer.away).toHaveBeenCalledOnce();
    expect(await passed(limiter, 20)).toBe(15);
    server.thaw();
    await expect.poll(() => observer.back.mock.calls.length, BACK).toBe(1);
  });

  it.each([
    ['a wrong password', (url: URL) => void (url.password = 'wrong'), 'WRONGPASS'],
    ['a user that it does not know', (url: URL) => void (url.username = 'nobody'), 'WRONGPASS'],
    ['no password', (url: URL) => void (url.password = ''), 'NOAUTH'],
  ])('says it when Redis is given %s, without repeating it', async (_, change, code) => {
    const url = new URL(server.url);
    change(url);
    const { limiter, observer } = await replica(url.href);
    expect(await passed(limiter, 20)).toBe(15);
    const [reason] = observer.away.mock.calls[0] ?? [];
    expect(reason).toMatch(`Redis refuses the user or the password of its URL: ${code}`);
    expect(reason).not.toMatch(/wrong |nobody|p@ss/);
  });

  it('says it when Redis has no such database', async () => {
    const { observer } = await replica(`${server.url}/99`);
    expect(observer.away).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('out of range'));
  });

  it('takes a Redis that cannot be written to for one that is away', async () => {
    const redis = new Redis(server.url);
    onTestFinished(() => redis.disconnect());
    const { limiter, observer } = await replica();
    await redis.replicaof('127.0.0.1', 1);
    expect(await passed(limiter, 20, 'written')).toBe(15);
    expect(observer.away).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('READONLY'));
    await redis.replicaof('NO', 'ONE');
    await expect.poll(() => observer.back.mock.calls.length, BACK).toBe(1);
  });

  it('does not take for away a Redis whose answer it was too busy to read', async () => {
    const { limiter, observer } = await replica();
    const answer = limiter.consume(SIGN_IN, crypto.randomUUID());
    const until = performance.now() + 300;
    while (performance.now() < until);
    expect((await answer).remaining).toBe(14);
    expect(observer.away).not.toHaveBeenCalled();
  });

  it('says nothing when it is closed', async () => {
    const { limiter, observer } = await replica();
    await limiter.close();
    expect(observer.away).not.toHaveBeenCalled();
  });

  it('can be closed while Redis is away', async () => {
    await server.freeze();
    const { limiter } = await replica();
    await limiter.close();
    server.thaw();
  });
});
