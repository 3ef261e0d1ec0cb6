import fc from 'fast-check';
import { ReeveError } from '@reeve/contracts';
import { describe, expect, it } from 'vitest';
import { locateJsonError } from './locate-json-error.js';
import { parseJson } from './parse-json.js';
import {
  MAX_JSON_DEPTH,
  MAX_JSON_KEYS,
  MAX_JSON_VALUES,
  MAX_LONG_NUMBERS,
  surveyJson,
} from './survey-json.js';

function refusalOf(body: string | Buffer): { type: string; loc: unknown[] } {
  try {
    parseJson(Buffer.from(body));
  } catch (error) {
    if (!(error instanceof ReeveError)) throw error;
    expect(error.status).toBe(422);
    const { errors } = error.extra as unknown as { errors: { type: string; loc: unknown[] }[] };
    return errors[0] ?? { type: '', loc: [] };
  }
  throw new Error('It was parsed');
}

describe('A JSON body', () => {
  it('is what JSON.parse makes of it', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 8 }), (text) => {
        fc.pre(!/__proto__|constructor|\\ud/i.test(text));
        expect(parseJson(Buffer.from(text))).toEqual(JSON.parse(text));
      }),
    );
  });

  it('is nothing when it is empty', () => {
    expect(parseJson(Buffer.alloc(0))).toBeUndefined();
  });

  it.each([
    ['{"a":}', 5],
    ['{"a":1', 6],
    ['{"a" 1}', 5],
    ['{a:1}', 1],
    ["{'a':1}", 1],
    ['[1,]', 3],
    ['[1 2]', 3],
    ['"abc', 4],
    ['"a\\x"', 2],
    ['"a\nb"', 2],
    ['01', 1],
    ['{}}', 2],
    ['nul', 0],
    ['\u00fc', 0],
    ['', 0],
    [' ', 1],
  ])('%j is refused where its mistake is, at %i', (text, offset) => {
    expect(locateJsonError(text)).toBe(offset);
    if (text !== '') expect(refusalOf(text)).toMatchObject({ type: 'json_invalid', loc: ['body', offset] });
  });

  it('is located as wrong exactly when JSON.parse refuses it', () => {
    const mutation = fc.record({
      text: fc.json(),
      at: fc.nat(),
      insert: fc.constantFrom('"', '{', ']', ',', '\\', '0', 'e', ' ', ':'),
    });
    fc.assert(
      fc.property(mutation, ({ text, at, insert }) => {
        const cut = at % (text.length + 1);
        const mutated = text.slice(0, cut) + insert + text.slice(cut);
        expect(locateJsonError(mutated) === undefined).toBe(isJson(mutated));
      }),
      { numRuns: 2000 },
    );
  });

  it('may be nested to the limit, and no deeper', () => {
    const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
    expect(() => parseJson(Buffer.from(nested(MAX_JSON_DEPTH)))).not.toThrow();
    expect(refusalOf(nested(MAX_JSON_DEPTH + 1))).toMatchObject({
      type: 'json_limit',
      loc: ['body', MAX_JSON_DEPTH],
    });
    expect(refusalOf('[{"a":'.repeat(500_000))).toMatchObject({ type: 'json_limit' });
  });

  it('may have as many keys and values as the limits say, and not one more', () => {
    const keys = (count: number) =>
      Buffer.from(`{${Array.from({ length: count }, (_, i) => `"${i}":1`).join()}}`);
    expect(surveyJson(keys(MAX_JSON_KEYS))).toMatchObject({ keys: MAX_JSON_KEYS });
    expect(surveyJson(keys(MAX_JSON_KEYS + 1))).toHaveProperty('what');
    const values = (count: number) => Buffer.from(`[${'0,'.repeat(count - 1)}0]`);
    expect(surveyJson(values(MAX_JSON_VALUES))).toMatchObject({ keys: 0 });
    expect(surveyJson(values(MAX_JSON_VALUES + 1))).toHaveProperty('what');
  });

  it('may have as many long numbers as the limit says, and not one more', () => {
    const numbers = (count: number) => Buffer.from(`[${'1e9,'.repeat(count - 1)}0.1234567890123456]`);
    expect(surveyJson(numbers(MAX_LONG_NUMBERS))).toMatchObject({ longNumbers: MAX_LONG_NUMBERS });
    expect(surveyJson(numbers(MAX_LONG_NUMBERS + 1))).toHaveProperty('what');
  });

  it('may have anything inside its strings', () => {
    const text = JSON.stringify({ a: `${'[{:,'.repeat(200_000)}\\"` });
    expect(parseJson(Buffer.from(text))).toEqual(JSON.parse(text));
  });

  it.each([
    '{"__proto__":{"admin":true}}',
    '[{"a":{"\\u005f_proto__":1}}]',
    '{"constructor":{"prototype":{"admin":true}}}',
    '{"constructo\\u0072":{"prototype":1}}',
  ])('may not touch a prototype: %s', (text) => {
    expect(refusalOf(text).type).toBe('forbidden_key');
  });

  it('may have a key that only looks like it', () => {
    expect(parseJson(Buffer.from('{"constructor":"x","text":"__proto__"}'))).toEqual({
      constructor: 'x',
      text: '__proto__',
    });
  });

  it('is UTF-8, in whole characters', () => {
    expect(refusalOf(Buffer.from([0x22, 0xff, 0x22])).type).toBe('json_invalid');
    expect(refusalOf(Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22])).type).toBe('json_invalid');
    expect(refusalOf('{"a":["\\ud800"]}')).toEqual(
      expect.objectContaining({ type: 'string_unicode', loc: ['body', 'a', 0] }),
    );
    expect(parseJson(Buffer.from('"\\ud83d\\ude00"'))).toBe('😀');
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
