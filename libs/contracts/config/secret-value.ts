import { isJsonObject } from '../json.js';
import type { JsonObject, JsonValue } from '../json.js';

/**
 * A secret as it stands in events and documents: `{ "$secret": { sealed, fingerprint, bound } }`. What a person may see of
 * it is its mask, which carries the fingerprint.
 */
export interface SecretValue {
  readonly $secret: {
    /** The JSON text of the value, sealed under the subject `config`. Absent where only the fact is told (old values). */
    readonly sealed?: string;
    /** 16 hexadecimal digits, keyed. */
    readonly fingerprint: string;
    /** What it may be used for: `origin:<scheme, host, port>` of each address it is sent to, or `path:<its path>`. */
    readonly bound?: readonly string[];
  };
}

/** The one key of a {@link SecretValue}; refused in any object that comes from outside. */
export const SECRET_KEY = '$secret';

const MASK = /^\*{8}-([0-9a-f]{16})$/;

export function maskOf(fingerprint: string): string {
  return `********-${fingerprint}`;
}

/** The fingerprint that a mask carries; undefined for anything that is no mask. */
export function fingerprintOfMask(value: JsonValue): string | undefined {
  return typeof value === 'string' ? MASK.exec(value)?.[1] : undefined;
}

export function isSecretValue(value: JsonValue | undefined): value is JsonObject & SecretValue {
  return isJsonObject(value) && isJsonObject(value[SECRET_KEY]);
}

/** The value with every secret in it replaced. */
export function replaceSecretValues(
  value: JsonValue,
  replace: (secret: SecretValue) => JsonValue,
): JsonValue {
  if (isSecretValue(value)) return replace(value);
  if (Array.isArray(value)) return value.map((item: JsonValue) => replaceSecretValues(item, replace));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, replaceSecretValues(item, replace)]),
  );
}

/** As a person may see it: masks in place of secrets. */
export const masked = (value: JsonValue): JsonValue =>
  replaceSecretValues(value, ({ $secret }) => maskOf($secret.fingerprint));
