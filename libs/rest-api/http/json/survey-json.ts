/** Objects and lists within one another. */
export const MAX_JSON_DEPTH = 64;
/** Members of all objects together. */
export const MAX_JSON_KEYS = 100_000;
/** Objects, lists, and what they hold, together. */
export const MAX_JSON_VALUES = 1_000_000;

/** Numbers that may be none that a double holds: to be sure takes a microsecond each. */
export const MAX_LONG_NUMBERS = 100_000;

/** A number that is no longer, and has no exponent, is held by a double whatever its digits are. */
const MAX_PLAIN_NUMBER_LENGTH = 15;

const QUOTE = 0x22;
const COMMA = 0x2c;
const DOT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const COLON = 0x3a;
const UPPER_E = 0x45;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const LOWER_E = 0x65;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

export interface JsonSurvey {
  /** Members of all objects together; those whose keys come again count again. */
  readonly keys: number;
  /** How many numbers may be none that a double holds. */
  readonly longNumbers: number;
}

export interface JsonExcess {
  readonly what: string;
  /** In bytes. */
  readonly offset: number;
}

/**
 * What a JSON text holds, or where it goes over a limit, found in one scan without building anything: a text of a megabyte can
 * hold a list half a million deep, or as many keys, and is far dearer to parse than to send. Text that is no JSON is left to the
 * parser.
 */
export function surveyJson(json: Buffer): JsonSurvey | JsonExcess {
  let depth = 0;
  let keys = 0;
  let values = 0;
  let longNumbers = 0;
  for (let offset = 0; offset < json.length; offset++) {
    const byte = json[offset] ?? 0;
    switch (byte) {
      case QUOTE:
        offset = endOfString(json, offset);
        break;
      case OPEN_LIST:
      case OPEN_OBJECT:
        if (++depth > MAX_JSON_DEPTH) return { what: `nested deeper than ${MAX_JSON_DEPTH} levels`, offset };
        if (++values > MAX_JSON_VALUES) return { what: `more than ${MAX_JSON_VALUES} values`, offset };
        break;
      case CLOSE_LIST:
      case CLOSE_OBJECT:
        depth--;
        break;
      case COMMA:
        if (++values > MAX_JSON_VALUES) return { what: `more than ${MAX_JSON_VALUES} values`, offset };
        break;
      case COLON:
        if (++keys > MAX_JSON_KEYS) return { what: `more than ${MAX_JSON_KEYS} keys`, offset };
        break;
      default:
        if (isDigit(byte)) {
          const end = endOfNumber(json, offset);
          if (end - offset > MAX_PLAIN_NUMBER_LENGTH || json[end] === LOWER_E || json[end] === UPPER_E) {
            if (++longNumbers > MAX_LONG_NUMBERS)
              return { what: `more than ${MAX_LONG_NUMBERS} long numbers`, offset };
          }
          offset = end - 1;
        }
    }
  }
  return { keys, longNumbers };
}

/** Offset of the closing quote; past the end when there is none. No byte of a longer UTF-8 sequence is a quote. */
export function endOfString(json: Buffer, opening: number): number {
  let offset = opening + 1;
  while (offset < json.length && json[offset] !== QUOTE) offset += json[offset] === BACKSLASH ? 2 : 1;
  return offset;
}

/** Offset of what follows the digits and the point of a number, which may be its exponent. */
function endOfNumber(json: Buffer, start: number): number {
  let end = start + 1;
  while (end < json.length && (isDigit(json[end] ?? 0) || json[end] === DOT)) end++;
  return end;
}

const isDigit = (byte: number): boolean => byte >= ZERO && byte <= NINE;
