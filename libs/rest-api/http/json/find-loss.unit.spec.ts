import fc from 'fast-check';
import { ReeveError } from '@reeve/contracts';
import { describe, expect, it } from 'vitest';
import { parseJson } from './parse-json.js';

/** As `path type`; undefined where nothing is refused. */
function refusalOf(text: string): string | undefined {
  try {
    parseJson(Buffer.from(text));
  } catch (error) {
    if (!(error instanceof ReeveError)) throw error;
    const { errors } = error.extra as unknown as { errors: { type: string; loc: unknown[] }[] };
    return errors.map(({ loc, type }) => `${loc.slice(1).join('.')} ${type}`).join();
  }
  return undefined;
}

/** JSON as it is written: objects are lists of members, so that keys can come again. */
type Written = string | { readonly list: readonly Written[] } | { readonly members: readonly Member[] };
interface Member {
  readonly key: string;
  /** The key with each of its characters as it is, or as an escape. */
  readonly escapes: readonly boolean[];
  readonly value: Written;
}

/** Few keys, so that they come again often; among them what is easily taken for something else. */
const KEYS = ['a', 'b', '', ' ', '"', '\\', '{', ':', ',"a":', '\\u0061', 'ü', '😀', '1', 'A'];
const SCALARS = [
  'null',
  'true',
  '0',
  '-1.5e3',
  '"a"',
  '""',
  '"a\\":1,\\"a\\":2"',
  '"}{,:"',
  '"\\\\"',
  '"ü😀"',
];

const { written } = fc.letrec<{ written: Written; member: Member }>((tie) => ({
  written: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(...SCALARS),
    fc.record({ list: fc.array(tie('written'), { maxLength: 4 }) }),
    fc.record({ members: fc.array(tie('member'), { maxLength: 4 }) }),
  ),
  member: fc.record({
    key: fc.constantFrom(...KEYS),
    escapes: fc.array(fc.boolean(), { maxLength: 8 }),
    value: tie('written'),
  }),
}));

function textOf(value: Written, space: string): string {
  if (typeof value === 'string') return value;
  if ('list' in value) return `[${value.list.map((item) => textOf(item, space)).join(`${space},`)}]`;
  const members = value.members.map(
    (member) => `${space}${keyOf(member)}${space}:${textOf(member.value, space)}`,
  );
  return `{${members.join()}${space}}`;
}

function keyOf({ key, escapes }: Member): string {
  const units = Array.from({ length: key.length }, (_, index) => {
    const escaped = `\\u${key.charCodeAt(index).toString(16).padStart(4, '0')}`;
    return escapes[index] === true || '"\\'.includes(key.charAt(index)) ? escaped : key.charAt(index);
  });
  // A pair is escaped whole or not at all: half of one is no character.
  return `"${key === '😀' && escapes[0] !== true ? key : key === '😀' ? '\\ud83d\\ude00' : units.join('')}"`;
}

/** The path of the first member, as they are written, whose key came before. */
function firstAgain(value: Written, path: readonly (string | number)[]): string | undefined {
  if (typeof value === 'string') return undefined;
  if ('list' in value) {
    for (const [index, item] of value.list.entries()) {
      const found = firstAgain(item, [...path, index]);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  const seen: string[] = [];
  for (const { key, value: member } of value.members) {
    if (seen.includes(key)) return [...path, key].join('.');
    seen.push(key);
    const found = firstAgain(member, [...path, key]);
    if (found !== undefined) return found;
  }
  return undefined;
}

describe('A key', () => {
  it('is in an object once, wherever that is and however it is written', () => {
    let refused = 0;
    fc.assert(
      fc.property(written, fc.constantFrom('', ' ', '\n\t'), (value, space) => {
        const again = firstAgain(value, []);
        if (again !== undefined) refused++;
        expect(refusalOf(textOf(value, space))).toBe(
          again === undefined ? undefined : `${again} duplicate_key`,
        );
      }),
      { numRuns: 10_000 },
    );
    expect(refused).toBeGreaterThan(1_000);
  });

  it.each([
    ['{"a":1,"a":1}', 'a duplicate_key'],
    ['{"a":1,"\\u0061":2}', 'a duplicate_key'],
    ['[{"b":{"a":1,"c":[],"a":2}}]', '0.b.a duplicate_key'],
    ['{"a":{"a":{"b":1}},"a":0}', 'a duplicate_key'],
    ['{"__proto__":1,"__proto__":2}', '__proto__ duplicate_key'],
    ['{"a":"a","b":"a","A":{"a":1},"c":[{"a":1},{"a":1}]}', undefined],
    ['{"a":"{\\"b\\":1,\\"b\\":2}"}', undefined],
  ])('of %s: %s', (text, refusal) => {
    expect(refusalOf(text)).toBe(refusal);
  });

  it('can come again a hundred thousand times without holding anything up', () => {
    const members = Array.from({ length: 99_999 }, (_, index) => `"${index}":0`);
    expect(refusalOf(`{${members.join()},"99998":1}`)).toBe('99998 duplicate_key');
  });
});

describe('A number', () => {
  it.each([
    ['1e400', 'finite_number'],
    ['-1e400', 'finite_number'],
    [`1${'0'.repeat(400)}`, 'finite_number'],
    ['1e-400', 'number_precision'],
    ['-1E-400', 'number_precision'],
    ['9.990000000000000000001', 'number_precision'],
    ['9.9900000000000001', 'number_precision'],
    ['1.0000000000000000000001', 'number_precision'],
    ['9007199254740993', 'number_precision'],
    ['12345678901234567890', 'number_precision'],
    [`1${'0'.repeat(500_000)}1e-500001`, 'number_precision'],
  ])('is no more than a double holds: %.40s', (number, type) => {
    expect(refusalOf(number)).toBe(` ${type}`);
    expect(refusalOf(`{"a":[0,{"b":${number}}]}`)).toBe(`a.1.b ${type}`);
  });

  it.each([
    '0.30000000000000004',
    '0.10000000000000001',
    '9.9900000000000000000000',
    '0.00000000000000000000000000001',
    '9007199254740992',
    '1732635555123456800',
    '1e21',
    '1E+2',
    '5e-324',
    '1.7976931348623157e308',
    '-0.0',
    '0e999999999999',
    `0.${'0'.repeat(400)}1e401`,
    '"1e400"',
    '"9007199254740993"',
  ])('can be %.40s', (number) => {
    expect(refusalOf(number)).toBeUndefined();
    expect(refusalOf(`[{"a":${number}}]`)).toBeUndefined();
  });

  it('is refused, however it is written, exactly when it is none of a double’s decimals', () => {
    const double = fc.double({ noNaN: true, noDefaultInfinity: true });
    const ways = fc.constantFrom(
      String,
      (value: number) => value.toExponential(),
      (value: number) => value.toPrecision(17),
      (value: number) => value.toExponential(16).replace('e', '000e'),
    );
    fc.assert(
      fc.property(double, ways, (value, write) => {
        expect(refusalOf(write(value))).toBeUndefined();
        const more = value.toExponential(16).replace('e', '00001e');
        expect(refusalOf(more)).toBe(value === 0 ? undefined : ' number_precision');
      }),
    );
  });
});
