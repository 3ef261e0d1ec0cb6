/** Objects and lists within one another. */
export const MAX_JSON_DEPTH = 64;
/** Members of all objects together. */
export const MAX_JSON_KEYS = 100_000;
/** Objects, lists, and what they hold, together. */
export const MAX_JSON_VALUES = 1_000_000;

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

export interface JsonExcess {
  readonly what: string;
  /** In bytes. */
  readonly offset: number;
}

/**
 * Where a JSON text goes over a limit, found in one scan without building anything: a text of a megabyte can hold a list
 * half a million deep, or as many keys, and is far dearer to parse than to send. Text that is no JSON is left to the parser.
 */
export function findExcess(json: Buffer): JsonExcess | undefined {
  let depth = 0;
  let keys = 0;
  let values = 0;
  for (let offset = 0; offset < json.length; offset++) {
    switch (json[offset] ?? 0) {
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
    }
  }
  return undefined;
}

/** Offset of the closing quote; past the end when there is none. No byte of a longer UTF-8 sequence is a quote. */
function endOfString(json: Buffer, opening: number): number {
  let offset = opening + 1;
  while (offset < json.length && json[offset] !== QUOTE) offset += json[offset] === BACKSLASH ? 2 : 1;
  return offset;
}
