import { isJsonObject } from '@reeve/contracts';

/** What the OpenAPI document says of a field, or of what a list holds. */
export interface FieldSchema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: FieldSchema;
}

/** JSON of every type. */
const TYPES: readonly string[] = [
  'null',
  'true',
  '1',
  '0.5',
  '"x"',
  '{}',
  '{"a":1}',
  '[]',
  '[null]',
  '["x"]',
];
/** Numbers at their worst. */
const NUMBERS: readonly string[] = [
  ...['0', '-0', '-1', '1.5', '-1e-7', '1e9', '1e16', '1e308', '5e-324', '0.30000000000000004'],
  ...['9007199254740991', '9007199254740992'],
];
/** Texts that stand for what is no text, or do not quite. */
const FIGURES: readonly string[] = [
  ...[
    '"12"',
    '"-1"',
    '" 12 "',
    '"012"',
    '"0x1"',
    '"1e400"',
    '"NaN"',
    '"1,5"',
    '"١٢"',
    '""',
    '"yes"',
    '"maybe"',
  ],
];
/** Texts at their worst. */
const TEXTS: readonly string[] = [
  ...['""', '" "', '"12"', '"null"', '"[]"', '"__proto__"', '"constructor"', '"😀"', '"\\uffff"'],
  ...[
    '"a\\u0000"',
    '"a\\u0007"',
    '"a\\u0085"',
    '"\\u202egpj.exe"',
    '"\\u2067a"',
    '"a\\nb"',
    '"a\\tb"',
    '"\\u2028"',
  ],
  `"${'\u{1f600}'.repeat(1_001)}"`,
];
/** What is sent to fields of a type, besides. */
const WORST: Readonly<Record<string, readonly string[]>> = {
  boolean: ['0', '-0', '2', ...FIGURES],
  integer: [...NUMBERS, ...FIGURES],
  number: [...NUMBERS, ...FIGURES],
  string: TEXTS,
  array: ['[[]]', '[1]', '[{}]', `[${'"x",'.repeat(101)}"x"]`],
};

/** What no field may be, whatever it is: JSON of which a reader could make something else. */
export const REFUSED_EVERYWHERE: readonly string[] = [
  ...['1e400', '-1e400', '1e-400', '9007199254740993', '9.9900000000000000000001', '[1e999]'],
  ...['"\\ud800"', '"a\\udfffb"', '{"a\\ud800":1}', '["\\ud800"]'],
  ...['{"__proto__":1}', '{"constructor":{"prototype":{}}}', '[{"a":{"__proto__":{}}}]'],
  ...['{"a":1,"a":2}', '{"a":1,"\\u0061":1}', '[{"b":{"a":1,"a":1}}]'],
];

/** What is no JSON, though it is some language's. */
export const NO_JSON: readonly string[] = [
  ...['NaN', 'Infinity', '-Infinity', '01', '-01', '+1', '.5', '1.', '0x10', '1_000', '1e', '--1'],
  ...["'a'", 'undefined', 'True', '"a', '"\t"', '"\\x41"', '[1,]', '{"a":1,}', '{a:1}', '// 1', '1 1', ''],
];

/** JSON that a field may not be. */
export function refusedValues(schema: FieldSchema): readonly string[] {
  return valuesFor(schema).filter((json) => !takes(schema, JSON.parse(json)));
}

/** JSON that a field may be, as far as its schema says. */
export function takenValues(schema: FieldSchema): readonly string[] {
  return valuesFor(schema).filter((json) => takes(schema, JSON.parse(json)));
}

/** With what is just within the bounds and just beyond them. */
function valuesFor({ type, minLength, maxLength, minimum, maximum }: FieldSchema): readonly string[] {
  const lengths = [minLength, maxLength].filter((length) => length !== undefined);
  const numbers = [minimum, maximum].filter((number) => number !== undefined);
  return [
    ...TYPES,
    ...[type ?? []].flat().flatMap((each) => WORST[each] ?? []),
    ...lengths
      .flatMap((length) => [length - 1, length, length + 1])
      .map((length) => `"${'x'.repeat(length)}"`),
    ...numbers.flatMap((number) => [number - 1, number, number + 1]).map(String),
  ];
}

/** Whether a value is what the schema says, or stands for it as it does for Open WebUI (reference 2.3). */
export function takes(schema: FieldSchema, value: unknown): boolean {
  const types = [schema.type ?? []].flat();
  return types.some((type) => TAKES[type]?.(schema, value) ?? false);
}

const TAKES: Readonly<Record<string, (schema: FieldSchema, value: unknown) => boolean>> = {
  null: (_schema, value) => value === null,
  boolean: (_schema, value) =>
    typeof value === 'boolean' || /^(?:[01]|t|f|y|n|true|false|yes|no|on|off)$/i.test(textOf(value)),
  string: (schema, value) => typeof value === 'string' && isInBounds(schema, value),
  integer: ({ minimum = -Infinity, maximum = Infinity }, value) => {
    const number =
      typeof value === 'string' && /^\s*[+-]?\d+(?:\.0+)?\s*$/.test(value) ? Number(value) : value;
    return Number.isInteger(number) && Number(number) >= minimum && Number(number) <= maximum;
  },
  number: ({ minimum = -Infinity, maximum = Infinity }, value) => {
    const number = typeof value === 'string' && isDecimal(value.trim()) ? Number(value) : value;
    if (typeof number !== 'number' || Object.is(number, -0) || !Number.isFinite(number)) return false;
    return number >= minimum && number <= maximum;
  },
  object: (_schema, value) => isJsonObject(value),
  array: ({ items = {} }, value) => Array.isArray(value) && value.every((item) => takes(items, item)),
};

const isDecimal = (text: string): boolean => /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text);

const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : '';

function isInBounds(
  { enum: choices, minLength = 0, maxLength = Infinity, pattern }: FieldSchema,
  text: string,
): boolean {
  const characters = Array.from(text).length;
  return (
    (choices?.includes(text) ?? true) &&
    characters >= minLength &&
    characters <= maxLength &&
    (pattern === undefined || new RegExp(pattern, 'u').test(text))
  );
}
