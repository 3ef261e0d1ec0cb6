import { LRUCache } from 'lru-cache';

export type BoundedCache<Value extends object | string | boolean> = LRUCache<string, Value>;

/**
 * What was used last, of so many entries at most. It takes room as they come: `max` would set it aside for all of them at the
 * start, as each of these caches holds everybody’s.
 *
 * @param ttlMs milliseconds after which an entry is forgotten. Default: never.
 */
export function boundedCache<Value extends object | string | boolean>(
  entries: number,
  ttlMs?: number,
): BoundedCache<Value> {
  return new LRUCache({
    maxSize: entries,
    sizeCalculation: () => 1,
    ...(ttlMs === undefined ? {} : { ttl: ttlMs }),
  });
}
