import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { carried } from './carried.js';

const throughJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null));

/** What somebody might send, by intention or not. */
const anything = fc.anything({
  withBoxedValues: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withNullPrototype: true,
  withObjectString: true,
  withSparseArray: true,
  withTypedArray: true,
  stringUnit: 'binary',
});

describe('What the bus carries within a process', () => {
  it('arrives as JSON would bring it', () => {
    fc.assert(
      fc.property(anything, (value) => {
        expect(carried(value)).toStrictEqual(throughJson(value));
        expect(JSON.stringify(carried(value)), 'in this order').toBe(JSON.stringify(throughJson(value)));
      }),
      { numRuns: 1_000 },
    );
  });

  class Point {
    constructor(
      readonly x: number,
      readonly y?: number,
    ) {}
    get sum(): number {
      return this.x + (this.y ?? 0);
    }
  }
  const ownPrototype = JSON.parse('{"__proto__":{"admin":true},"a":[{"__proto__":1}]}') as unknown;

  it.each<[string, unknown]>([
    ['an instance of a class', { point: new Point(1), points: [new Point(1, 2)] }],
    ['what says itself how it is written', { toJSON: () => ({ written: [undefined] }), left: 'out' }],
    ['a list that does', Object.assign([1], { toJSON: () => 'a list' })],
    ['an error', { cause: new Error('no') }],
    ['a key that would be a prototype', ownPrototype],
    ['a negative zero and what is no number', [-0, NaN, Infinity, -Infinity]],
    ['functions and symbols', [() => 1, Symbol('s'), { f: () => 1, [Symbol('s')]: 1 }]],
    ['half a surrogate pair', { '\ud800': '\udfff' }],
    ['lists 200 deep', JSON.parse('['.repeat(200) + ']'.repeat(200))],
  ])('is %s as JSON has it', (_what, value) => {
    expect(carried(value)).toStrictEqual(throughJson(value));
  });

  it('gives no object a prototype that was sent', () => {
    expect((carried(ownPrototype) as { admin?: boolean }).admin).toBeUndefined();
  });

  it('shares no object with what was sent', () => {
    const sent = { list: [{ n: 1 }], text: 'x' };
    const arrived = carried(sent) as typeof sent;
    arrived.list[0] = { n: 2 };
    expect(sent).toEqual({ list: [{ n: 1 }], text: 'x' });
    expect((carried(sent) as typeof sent).list[0]).not.toBe(sent.list[0]);
  });

  it.each<[string, () => unknown]>([
    ['a function', () => () => 1],
    ['a bigint', () => ({ n: 1n })],
    [
      'an object within itself',
      () => {
        const ring: Record<string, unknown> = {};
        ring['self'] = [ring];
        return ring;
      },
    ],
  ])('is not %s', (_what, make) => {
    expect(() => carried(make())).toThrow(TypeError);
  });
});
