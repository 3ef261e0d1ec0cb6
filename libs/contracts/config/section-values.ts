import type { ValidationIssue } from '../errors/reeve-error.js';
import { isJsonObject } from '../json.js';
import type { JsonObject, JsonValue } from '../json.js';
import { LIFETIME_ALLOWED, parseLifetime } from '../lifetime.js';
import { SECRET_KEY } from './secret-value.js';
import type { Field, Section, TextFormat, ValueType } from './section.js';
import { translationIssues } from './translations.js';
import type { Translations } from './translations.js';

type Loc = ValidationIssue['loc'];

/** A value that was read against its type: lax forms made exact (reference 2.3), or what is wrong with it. */
export interface ReadValue {
  readonly value: JsonValue;
  readonly issues: readonly ValidationIssue[];
}

export interface ReadFields {
  readonly values: JsonObject;
  readonly issues: readonly ValidationIssue[];
}

/** Reads the body of a section's POST. Fields that are absent and mean "unchanged" are left out. */
export function readSection(section: Section, body: JsonObject, loc: Loc = ['body']): ReadFields {
  return readFields(section.fields, body, loc);
}

/** Reads a field's value in a POST: as {@link readField}, and what has to be filled may not be empty. */
export function readPosted(field: Field, value: JsonValue, loc: Loc): ReadValue {
  return field.filled === true && value === ''
    ? wrong(value, loc, 'string_too_short', 'String should have at least 1 character')
    : readField(field, value, loc);
}

/** Reads one value of a declared field. A nullable field takes null. */
export function readField(field: Field, value: JsonValue, loc: Loc): ReadValue {
  return value === null && (field.nullable || field.nullMeans !== undefined)
    ? fine(null)
    : READERS[field.type.kind](field.type as never, value, loc);
}

function readFields(fields: Readonly<Record<string, Field>>, body: JsonObject, loc: Loc): ReadFields {
  const values: Record<string, JsonValue> = {};
  const issues: ValidationIssue[] = [];
  for (const [name, field] of Object.entries(fields)) {
    if (field.fixed === true) continue;
    const posted = field.postedAs ?? name;
    const given = Object.hasOwn(body, posted) ? body[posted] : undefined;
    const absent = given === null ? field.nullMeans : given === undefined ? field.absent : undefined;
    if (given !== undefined && absent === undefined) {
      const read = readPosted(field, given, [...loc, posted]);
      values[name] = read.value;
      issues.push(...read.issues);
    } else if (absent === 'refused') {
      issues.push({ loc: [...loc, posted], msg: 'Field required', type: 'missing' });
    } else if (absent !== 'unchanged') {
      values[name] = absent === 'null' ? null : field.default;
    }
  }
  return { values, issues };
}

const TRUE = new Set(['true', 't', 'yes', 'y', 'on', '1']);
const FALSE = new Set(['false', 'f', 'no', 'n', 'off', '0']);

type Readers = {
  readonly [K in ValueType['kind']]: (
    type: Extract<ValueType, { kind: K }>,
    value: JsonValue,
    loc: Loc,
  ) => ReadValue;
};

const READERS: Readers = {
  boolean: (_type, value, loc) => {
    if (typeof value === 'boolean') return fine(value);
    if (value === 0 || value === 1) return fine(value === 1);
    const text = typeof value === 'string' ? value.toLowerCase() : '';
    if (TRUE.has(text)) return fine(true);
    if (FALSE.has(text)) return fine(false);
    return wrong(value, loc, 'bool_parsing', 'Input should be a valid boolean');
  },

  integer: ({ min, orEmpty }, value, loc) => {
    if (orEmpty === true && value === '') return fine(value);
    const number = typeof value === 'string' && /^\s*[+-]?\d+(\.0*)?\s*$/.test(value) ? Number(value) : value;
    if (typeof number !== 'number') {
      return typeof value === 'string'
        ? wrong(
            value,
            loc,
            'int_parsing',
            'Input should be a valid integer, unable to parse string as an integer',
          )
        : wrong(value, loc, 'int_type', 'Input should be a valid integer');
    }
    if (!Number.isInteger(number))
      return wrong(
        value,
        loc,
        'int_from_float',
        'Input should be a valid integer, got a number with a fractional part',
      );
    if (!Number.isSafeInteger(number))
      return wrong(value, loc, 'int_parsing_size', 'Input should be a valid integer of at most 53 bits');
    if (min !== undefined && number < min)
      return wrong(value, loc, 'greater_than_equal', `Input should be greater than or equal to ${min}`);
    return fine(number);
  },

  string: ({ address, format, separated }, given, loc) => {
    const value =
      separated === true && Array.isArray(given) && given.every((item) => typeof item === 'string')
        ? given.join(',')
        : given;
    if (typeof value !== 'string') return wrong(value, loc, 'string_type', 'Input should be a valid string');
    if (address === true && carriesCredentials(value)) {
      return wrong(
        '',
        loc,
        'url_credentials',
        'An address must not carry a user name or password: put them into the key or the headers',
      );
    }
    if (format !== undefined && !FORMATS[format].conforms(value))
      return wrong(value, loc, 'string_pattern_mismatch', FORMATS[format].msg);
    return fine(value);
  },

  choice: ({ of }, value, loc) => {
    const chosen = of.find((each) => each === value || (typeof each === 'boolean' && isTextOf(each, value)));
    return chosen === undefined
      ? wrong(value, loc, 'enum', `Input should be ${alternatives(of)}`)
      : fine(chosen);
  },

  object: (_type, value, loc) => readObject(value, loc),

  headers: (_type, value, loc) => (typeof value === 'string' ? fine(value) : readObject(value, loc)),

  list: ({ of }, value, loc) => {
    if (!Array.isArray(value)) return wrong(value, loc, 'list_type', 'Input should be a valid list');
    const items = (value as readonly JsonValue[]).map((item, index) =>
      READERS[of.kind](of as never, item, [...loc, index]),
    );
    return { value: items.map((item) => item.value), issues: items.flatMap((item) => item.issues) };
  },

  map: ({ of }, value, loc) => {
    const read = readObject(value, loc);
    if (read.issues.length > 0 || !isJsonObject(read.value)) return read;
    const items = Object.entries(read.value).map(
      ([key, item]) => [key, READERS[of.kind](of as never, item, [...loc, key])] as const,
    );
    return {
      value: Object.fromEntries(items.map(([key, item]) => [key, item.value])),
      issues: items.flatMap(([, item]) => item.issues),
    };
  },

  translations: (_type, value, loc) => {
    const read = READERS.map({ kind: 'map', of: { kind: 'map', of: { kind: 'string' } } }, value, loc);
    return read.issues.length > 0
      ? read
      : { value: read.value, issues: translationIssues(read.value as Translations, loc) };
  },

  record: ({ fields, extras }, value, loc) => {
    const read = readObject(value, loc);
    if (read.issues.length > 0 || !isJsonObject(read.value)) return read;
    const { values, issues } = readFields(fields, read.value, loc);
    if (extras === 'dropped') return { value: values, issues };
    const kept = Object.entries(read.value).filter(([key]) => !Object.hasOwn(fields, key));
    return { value: { ...values, ...Object.fromEntries(kept) }, issues };
  },
};

const FORMATS: Readonly<Record<TextFormat, { conforms: (text: string) => boolean; msg: string }>> = {
  lifetime: {
    conforms: (text) => parseLifetime(text) !== undefined,
    msg: `Input should be ${LIFETIME_ALLOWED}`,
  },
};

const isTextOf = (flag: boolean, value: JsonValue): boolean =>
  typeof value === 'string' && value.toLowerCase() === String(flag);

/** `'pending', 'user' or 'admin'`. */
function alternatives(of: readonly (string | boolean)[]): string {
  const shown = of.map((each) => (typeof each === 'string' ? `'${each}'` : String(each)));
  return [shown.slice(0, -1).join(', '), ...shown.slice(-1)].filter((part) => part !== '').join(' or ');
}

function readObject(value: JsonValue, loc: Loc): ReadValue {
  if (!isJsonObject(value)) return wrong(value, loc, 'dict_type', 'Input should be a valid dictionary');
  if (holdsSecretKey(value)) return wrong({}, loc, 'reserved_key', `The key ${SECRET_KEY} is reserved`);
  return fine(value);
}

/** What Reeve itself writes in place of a secret must never be taken from outside. */
export function holdsSecretKey(value: JsonValue): boolean {
  if (Array.isArray(value)) return (value as readonly JsonValue[]).some(holdsSecretKey);
  return (
    isJsonObject(value) && (Object.hasOwn(value, SECRET_KEY) || Object.values(value).some(holdsSecretKey))
  );
}

function carriesCredentials(address: string): boolean {
  if (!URL.canParse(address)) return /:\/\/[^/?#]*@/.test(address);
  const { username, password } = new URL(address);
  return username !== '' || password !== '';
}

const fine = (value: JsonValue): ReadValue => ({ value, issues: [] });
const wrong = (value: JsonValue, loc: Loc, type: string, msg: string): ReadValue => ({
  value,
  issues: [{ loc, msg, type }],
});
