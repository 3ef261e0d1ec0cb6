import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ShardedMap } from './sharded-map.js';

const key = fc.string({ maxLength: 3 });
const changes = fc.array(
  fc.oneof(
    fc.tuple(fc.constant('with' as const), key, fc.nat()),
    fc.tuple(fc.constant('without' as const), key, fc.nat()),
  ),
);

describe('A sharded map', () => {
  it('is a map, and what it was before stays as it was', () => {
    fc.assert(
      fc.property(changes, (sequence) => {
        const model = new Map<string, number>();
        let sharded: ShardedMap<number> = ShardedMap.empty;
        for (const [kind, name, value] of sequence) {
          const before = sharded;
          const modelBefore = new Map(model);
          if (kind === 'with') model.set(name, value);
          else model.delete(name);
          sharded = kind === 'with' ? sharded.with(name, value) : sharded.without(name);
          expect(new Map(before.entries())).toEqual(modelBefore);
        }
        expect(new Map(sharded.entries())).toEqual(model);
        expect(sharded.size).toBe(model.size);
        for (const [name, value] of model)
          expect([sharded.has(name), sharded.get(name)]).toEqual([true, value]);
      }),
    );
  });
});
