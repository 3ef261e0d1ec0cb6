import { createHash } from 'node:crypto';
import type { RateLimitDecision, RateLimitRule } from '@reeve/rate-limiter';
import type { Redis } from 'ioredis';

/** Before every key of Reeve's limits, so that the database may be shared. */
export const KEY_PREFIX = 'reeve:rate-limit:';

/**
 * A hash of counts by bucket number. The time is the Redis server's, which all replicas share, unless the caller gives one.
 *
 * Should the server's clock be set back, or another server with another clock take over, buckets in the future are
 * forgotten; else they would hold a ban for as long as the clock was ahead. The next one is not: clocks are corrected by
 * less than a bucket all the time.
 *
 * Returns how many of the attempts are allowed, those counted before, and the milliseconds until the first are given back.
 */
const SCRIPT = `
local limit, span, bucketMs, attempts = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local now = tonumber(ARGV[5])
if not now then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end

local current = math.floor(now / bucketMs)
local counted, oldest = 0, current
local counts = redis.call('HGETALL', KEYS[1])
for i = 1, #counts, 2 do
  local bucket = tonumber(counts[i])
  if bucket < current - span or bucket > current + 1 then
    redis.call('HDEL', KEYS[1], counts[i])
  else
    counted = counted + tonumber(counts[i + 1])
    oldest = math.min(oldest, bucket)
  end
end

local allowed = math.min(attempts, math.max(limit - counted, 0))
if allowed > 0 then
  redis.call('HINCRBY', KEYS[1], string.format('%d', current), string.format('%d', allowed))
  redis.call('PEXPIRE', KEYS[1], string.format('%d', (span + 1) * bucketMs))
end
return { allowed, counted, math.ceil((oldest + 1 + span) * bucketMs - now) }
`;
const DIGEST = createHash('sha1').update(SCRIPT).digest('hex');

/**
 * Counts attempts as far as they are allowed, in one step: whoever else counts under the key comes before or after.
 *
 * @param attempts how many; at least 1.
 * @param now milliseconds since any fixed moment; undefined: the clock of the Redis server.
 * @returns a decision for each, as if they had come one after the other.
 * @throws Error of ioredis when the server does not do it.
 */
export async function countAttempts(
  redis: Redis,
  rule: RateLimitRule,
  key: string,
  attempts: number,
  now?: number,
): Promise<readonly RateLimitDecision[]> {
  const { limit, windowSeconds, bucketSeconds } = rule;
  const values = [limit, windowSeconds / bucketSeconds, bucketSeconds * 1000, attempts, now ?? ''];
  const [allowed, counted, resetMs] = (await run(redis, keyOf(rule, key), values)) as Reply;
  return Array.from({ length: attempts }, (_, nth) => ({
    allowed: nth < allowed,
    limit,
    remaining: nth < allowed ? limit - counted - nth - 1 : 0,
    resetSeconds: Math.ceil(resetMs / 1000),
  }));
}

type Reply = readonly [allowed: number, counted: number, resetMs: number];

/** The server forgets scripts when it restarts. */
async function run(redis: Redis, key: string, values: readonly (string | number)[]): Promise<unknown> {
  try {
    return await redis.evalsha(DIGEST, 1, key, ...values);
  } catch (error) {
    if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
    return await redis.eval(SCRIPT, 1, key, ...values);
  }
}

/**
 * The key itself is an address or an e-mail, of any length: its digest is kept instead. The bucket's length is part of the
 * name, so that a release with another one does not take these numbers for its own. One key a call: any node of a cluster
 * that has the key can count.
 */
function keyOf({ name, bucketSeconds }: RateLimitRule, key: string): string {
  return `${KEY_PREFIX}${name}:${bucketSeconds}:${createHash('sha256').update(key).digest('base64url')}`;
}
