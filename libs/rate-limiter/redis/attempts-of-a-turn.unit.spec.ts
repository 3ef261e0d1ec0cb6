import type { RateLimitRule } from '@reeve/rate-limiter';
import { expect, it } from 'vitest';
import { AttemptsOfATurn } from './attempts-of-a-turn.js';

const SIGN_IN: RateLimitRule = { name: 'sign-in', limit: 15, windowSeconds: 180, bucketSeconds: 10 };
const ADMIN: RateLimitRule = { ...SIGN_IN, name: 'admin' };

it('asks once for the attempts of one turn under one key, and gives each its own place', async () => {
  const asked: (readonly [rule: string, key: string, attempts: number])[] = [];
  const attempts = new AttemptsOfATurn((rule, key, count) => {
    asked.push([rule.name, key, count]);
    const decisions = Array.from({ length: count }, (_, nth) => ({
      allowed: true,
      limit: rule.limit,
      remaining: rule.limit - nth - 1,
      resetSeconds: 1,
    }));
    return Promise.resolve(decisions);
  });
  const remaining = async (rule: RateLimitRule, key: string) =>
    (await attempts.consume(rule, key))?.remaining;

  expect(
    await Promise.all([
      remaining(SIGN_IN, 'ada'),
      remaining(SIGN_IN, 'ada'),
      remaining(SIGN_IN, 'grace'),
      remaining(ADMIN, 'ada'),
      remaining(SIGN_IN, 'ada'),
    ]),
  ).toEqual([14, 13, 14, 14, 12]);
  expect(await remaining(SIGN_IN, 'ada')).toBe(14);
  expect(asked).toEqual([
    ['sign-in', 'ada', 3],
    ['sign-in', 'grace', 1],
    ['admin', 'ada', 1],
    ['sign-in', 'ada', 1],
  ]);
});

it('leaves undecided what cannot be decided', async () => {
  const attempts = new AttemptsOfATurn(() => Promise.resolve(undefined));
  expect(await Promise.all([attempts.consume(ADMIN, 'ada'), attempts.consume(ADMIN, 'ada')])).toEqual([
    undefined,
    undefined,
  ]);
});
