/** Enough that a shard of 10,000 entries has about forty. */
const SHARDS = 256;

/**
 * An immutable map by text. A change copies one shard of it and not the whole, so that a history of many changes can be told again
 * in a time that is not their square.
 */
export class ShardedMap<Value> {
  static readonly empty = new ShardedMap<never>([], 0);

  private constructor(
    private readonly shards: readonly (ReadonlyMap<string, Value> | undefined)[],
    readonly size: number,
  ) {}

  get(key: string): Value | undefined {
    return this.shards[shardOf(key)]?.get(key);
  }

  has(key: string): boolean {
    return this.shards[shardOf(key)]?.has(key) === true;
  }

  with(key: string, value: Value): ShardedMap<Value> {
    const size = this.has(key) ? this.size : this.size + 1;
    return this.replacing(shardOf(key), (shard) => shard.set(key, value), size);
  }

  without(key: string): ShardedMap<Value> {
    if (!this.has(key)) return this;
    return this.replacing(shardOf(key), (shard) => shard.delete(key), this.size - 1);
  }

  /** In no particular order. */
  *entries(): Generator<readonly [string, Value]> {
    for (const shard of this.shards) if (shard !== undefined) yield* shard;
  }

  private replacing(index: number, change: (shard: Map<string, Value>) => unknown, size: number) {
    const shard = new Map(this.shards[index]);
    change(shard);
    const shards = Array.from({ length: SHARDS }, (_, each) => this.shards[each]);
    shards[index] = shard;
    return new ShardedMap<Value>(shards, size);
  }
}

/** FNV-1a. */
function shardOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < key.length; index++) {
    hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0) % SHARDS;
}
