import { randomUUID } from 'node:crypto';
import type { RateLimitDecision, RateLimiter, RateLimitRule } from '@reeve/rate-limiter';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MovableClock } from './movable-clock.js';
import { RollingWindowModel } from './rolling-window-model.js';

/**
 * What every rate limiter does, whichever part keeps its counts.
 *
 * @param open makes a limiter that takes the time from `now` (milliseconds; the suite only moves it forward). Counts that
 *   the part already holds do not matter: rules and keys are made afresh for each test.
 */
export function rateLimiterFeatures(part: string, open: (now: () => number) => Promise<RateLimiter>): void {
  describe(`rate limiter: ${part}`, () => {
    let clock: MovableClock;
    let limiter: RateLimiter;

    beforeEach(async () => {
      clock = new MovableClock();
      limiter = await open(clock.now);
    });
    afterEach(async () => {
      await limiter.close();
    });

    const attempt = (rule: RateLimitRule, key: string) => limiter.consume(rule, key);
    const attempts = async (count: number, rule: RateLimitRule, key: string) => {
      const decisions: RateLimitDecision[] = [];
      for (let i = 0; i < count; i++) decisions.push(await attempt(rule, key));
      return decisions;
    };

    it('lets exactly the limit pass and refuses the rest', async () => {
      const decisions = await attempts(18, signIn(), 'a');
      expect(decisions.map((decision) => decision.allowed)).toEqual([
        ...Array<boolean>(15).fill(true),
        ...Array<boolean>(3).fill(false),
      ]);
    });

    it('tells the limit and what remains of it', async () => {
      const decisions = await attempts(4, signIn({ limit: 3 }), 'a');
      expect(decisions.map(({ limit, remaining }) => ({ limit, remaining }))).toEqual([
        { limit: 3, remaining: 2 },
        { limit: 3, remaining: 1 },
        { limit: 3, remaining: 0 },
        { limit: 3, remaining: 0 },
      ]);
    });

    it('counts an attempt until its bucket has wholly left the window', async () => {
      const rule = signIn({ limit: 1 });
      await attempt(rule, 'a');
      clock.advance(239_999);
      expect((await attempt(rule, 'a')).allowed).toBe(false);
      clock.advance(1);
      expect((await attempt(rule, 'a')).allowed).toBe(true);
    });

    it('counts an attempt made at the end of a bucket for the window at least', async () => {
      const rule = signIn({ limit: 1 });
      clock.advance(59_999);
      await attempt(rule, 'a');
      clock.advance(180_000);
      expect((await attempt(rule, 'a')).allowed).toBe(false);
      clock.advance(1);
      expect((await attempt(rule, 'a')).allowed).toBe(true);
    });

    it('rolls: attempts are given back bucket by bucket', async () => {
      const rule = signIn({ limit: 6 });
      for (const count of [1, 2, 3]) {
        await attempts(count, rule, 'a');
        clock.advance(60_000);
      }
      const givenBack: number[] = [];
      for (let bucket = 0; bucket < 3; bucket++) {
        clock.advance(60_000);
        const passed = (await attempts(10, rule, 'a')).filter((decision) => decision.allowed);
        givenBack.push(passed.length);
      }
      expect(givenBack).toEqual([1, 2, 3]);
    });

    it('does not count a refused attempt: a steady caller recovers', async () => {
      const rule = signIn({ limit: 2 });
      await attempts(2, rule, 'a');
      const refused: boolean[] = [];
      for (let second = 1; second < 240; second++) {
        clock.advance(1000);
        refused.push(!(await attempt(rule, 'a')).allowed);
      }
      expect(refused.every(Boolean)).toBe(true);
      clock.advance(1000);
      expect((await attempts(3, rule, 'a')).map((decision) => decision.allowed)).toEqual([true, true, false]);
    });

    it('lets an attempt pass after the seconds it told, and not a second earlier', async () => {
      const rule = signIn({ limit: 2 });
      clock.advance(12_345);
      await attempt(rule, 'a');
      clock.advance(70_001);
      await attempt(rule, 'a');
      clock.advance(17_777);
      const { allowed, resetSeconds } = await attempt(rule, 'a');
      expect(allowed).toBe(false);
      expect(resetSeconds).toBe(Math.ceil((240_000 - 100_123) / 1000));
      clock.advance((resetSeconds - 1) * 1000);
      expect((await attempt(rule, 'a')).allowed).toBe(false);
      clock.advance(1000);
      expect((await attempt(rule, 'a')).allowed).toBe(true);
    });

    it('tells at least one second, in whole seconds', async () => {
      const rule = signIn({ limit: 1 });
      await attempt(rule, 'a');
      clock.advance(239_999);
      expect((await attempt(rule, 'a')).resetSeconds).toBe(1);
    });

    it('has forgotten a key that stayed away for longer than the window', async () => {
      const rule = signIn();
      await attempts(15, rule, 'a');
      clock.advance(24 * 3_600_000);
      expect(await attempt(rule, 'a')).toMatchObject({ allowed: true, remaining: 14 });
    });

    it('never shares a count between two rules', async () => {
      const [one, other] = [signIn({ limit: 1 }), signIn({ limit: 1 })];
      await attempt(one, 'a');
      expect((await attempt(one, 'a')).allowed).toBe(false);
      expect((await attempt(other, 'a')).allowed).toBe(true);
    });

    it('never shares a count between two keys, whatever they are made of', async () => {
      const rule = signIn({ limit: 1 });
      const keys = ['a', 'A', 'a:1', 'a ', '', 'é', '__proto__', 'someone@example.org'];
      for (const key of keys) expect((await attempt(rule, key)).allowed).toBe(true);
      for (const key of keys) expect((await attempt(rule, key)).allowed).toBe(false);
    });

    it('lets exactly the limit pass of 200 attempts at once', async () => {
      const rule = signIn();
      const decisions = await Promise.all(Array.from({ length: 200 }, () => attempt(rule, 'a')));
      const passed = decisions.filter((decision) => decision.allowed);
      expect(passed.map((decision) => decision.remaining).sort((a, b) => a - b)).toEqual(
        Array.from({ length: 15 }, (_, remaining) => remaining),
      );
    });

    it.each([
      ['a limit below 1', { limit: 0 }],
      ['a limit that is no number', { limit: Number.NaN }],
      ['a window that is no multiple of its buckets', { windowSeconds: 100 }],
      ['a window shorter than a bucket', { windowSeconds: 30 }],
      ['a bucket of no time', { bucketSeconds: 0 }],
    ])('refuses a rule with %s', async (_, change) => {
      await expect(attempt(signIn(change), 'a')).rejects.toThrow(RangeError);
    });

    it('refuses two different rules of one name, and takes two equal ones for the same', async () => {
      const rule = signIn({ limit: 1 });
      await attempt(rule, 'a');
      expect((await attempt({ ...rule }, 'a')).allowed).toBe(false);
      await expect(attempt({ ...rule, limit: 2 }, 'a')).rejects.toThrow(RangeError);
    });

    it('decides as the sum over the buckets of the window does, for any rule and any pace', async () => {
      const anyRule = fc.record({
        limit: fc.integer({ min: 1, max: 6 }),
        bucketSeconds: fc.integer({ min: 1, max: 10 }),
        bucketsPerWindow: fc.integer({ min: 1, max: 5 }),
      });
      const pauses = fc.array(fc.integer({ min: 0, max: 15_000 }), { minLength: 1, maxLength: 40 });
      await fc.assert(
        fc.asyncProperty(anyRule, pauses, async ({ limit, bucketSeconds, bucketsPerWindow }, pauses) => {
          const rule = signIn({ limit, bucketSeconds, windowSeconds: bucketSeconds * bucketsPerWindow });
          const model = new RollingWindowModel(rule);
          for (const pause of pauses) {
            clock.advance(pause);
            expect(await attempt(rule, 'a')).toEqual(model.attempt(clock.now()));
          }
        }),
        { numRuns: 50 },
      );
    });
  });
}

/** Open WebUI's sign-in limit, under a name of its own. */
function signIn(changed: Partial<RateLimitRule> = {}): RateLimitRule {
  return { name: `sign-in-${randomUUID()}`, limit: 15, windowSeconds: 180, bucketSeconds: 60, ...changed };
}
