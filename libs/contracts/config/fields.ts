import type { JsonObject, JsonValue } from '../json.js';
import type { Extras, Field, RecordType, SecretRule, ValueType } from './section.js';

/** The vocabulary of section declarations. A field is required in a POST unless `absent` says otherwise. */
type Options = Partial<
  Pick<Field, 'absent' | 'path' | 'nullMeans' | 'endsSessions' | 'postedAs' | 'filled' | 'fixed'>
> & {
  readonly env?: string | readonly string[];
  readonly nullable?: boolean;
};

function field(
  type: ValueType,
  fallback: JsonValue,
  { env, nullable = false, absent = 'refused', ...rest }: Options = {},
): Field {
  return {
    type,
    nullable,
    absent,
    default: fallback,
    ...rest,
    ...(env === undefined ? {} : { env: typeof env === 'string' ? [env] : env }),
  };
}

export const boolean = (fallback: boolean, options?: Options): Field =>
  field({ kind: 'boolean' }, fallback, options);

export const integer = (
  fallback: number | null,
  { min, ...options }: Options & { min?: number } = {},
): Field => field({ kind: 'integer', ...(min === undefined ? {} : { min }) }, fallback, options);

/** A number of at least 1, or `""` for no limit. */
export const limit = (options?: Options): Field =>
  field({ kind: 'integer', min: 1, orEmpty: true }, '', options);

export const string = (fallback: string | null, options?: Options): Field =>
  field({ kind: 'string' }, fallback, options);

/** How long a session lasts: `4w`, `90m`, `-1` for no end. */
export const lifetime = (fallback: string, options?: Options): Field =>
  field({ kind: 'string', format: 'lifetime' }, fallback, options);

/** Texts separated by commas. */
export const separated = (fallback: string, options?: Options): Field =>
  field({ kind: 'string', separated: true }, fallback, options);

export const choice = (
  of: readonly (string | boolean)[],
  fallback: string | boolean,
  options?: Options,
): Field => field({ kind: 'choice', of }, fallback, options);

/** An address that secrets beside it are sent to. A user name or password inside it is refused: those are secrets. */
export const address = (fallback: string | null, options?: Options): Field =>
  field({ kind: 'string', address: true }, fallback, options);

export const secret = (fallback: string | null, { sentTo, ...options }: Options & SecretRule = {}): Field =>
  field({ kind: 'string', secret: sentTo === undefined ? {} : { sentTo } }, fallback, options);

export const headers = (sentTo: readonly string[], options?: Options): Field =>
  field({ kind: 'headers', secret: { sentTo } }, null, options);

export const object = (
  fallback: JsonObject | null,
  { sentTo, ...options }: Options & SecretRule = {},
): Field =>
  field({ kind: 'object', ...(sentTo === undefined ? {} : { credentials: { sentTo } }) }, fallback, options);

export const list = (of: ValueType, fallback: readonly JsonValue[] | null, options?: Options): Field =>
  field({ kind: 'list', of }, fallback, options);

export const map = (of: ValueType, fallback: JsonObject | null, options?: Options): Field =>
  field({ kind: 'map', of }, fallback, options);

export const translations = (options?: Options): Field => field({ kind: 'translations' }, {}, options);

export const record = (fields: Readonly<Record<string, Field>>, extras: Extras = 'dropped'): RecordType => ({
  kind: 'record',
  fields,
  extras,
});

export const text: ValueType = { kind: 'string' };
export const flag: ValueType = { kind: 'boolean' };
export const texts: ValueType = { kind: 'map', of: text };
