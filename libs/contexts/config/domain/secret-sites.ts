import { isJsonObject, isSecretValue } from '@reeve/contracts';
import type { Field, JsonObject, JsonValue, SecretRule, ValueType } from '@reeve/contracts';

/** A place in a section where a secret stands: in clear, as a mask, or sealed already. */
export interface SecretSite {
  /** Field name, list index, key, … as in a validation issue's `loc`. */
  readonly at: readonly (string | number)[];
  readonly value: JsonValue;
  /** What the secret at this place may be used for; a mask is honoured only for a secret bound to the same. */
  readonly bound: readonly string[];
}

type At = SecretSite['at'];
type Replace = (site: SecretSite) => JsonValue;

/** Names under which a free-form object is taken to hold a credential. Wide on purpose: a mask too many harms nobody. */
const CREDENTIAL_NAME =
  /(key|token|secret|password|passwd|passphrase|authorization|credential|cookie|oauth_client_info)s?$/i;

/**
 * Goes through every secret of a set of fields; `replace` says what stands there afterwards. Empty ones (`""`, null) are
 * no secrets and stay.
 */
export function replaceSecrets(
  fields: Readonly<Record<string, Field>>,
  values: JsonObject,
  replace: Replace,
  at: At = [],
): JsonObject {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const field = fields[name];
      return [name, field === undefined ? value : inValue(field.type, value, values, [...at, name], replace)];
    }),
  );
}

/** The secrets of a set of fields, in the order in which {@link replaceSecrets} meets them. */
export function secretSites(
  fields: Readonly<Record<string, Field>>,
  values: JsonObject,
  at: At = [],
): readonly SecretSite[] {
  const sites: SecretSite[] = [];
  replaceSecrets(
    fields,
    values,
    (site) => {
      sites.push(site);
      return site.value;
    },
    at,
  );
  return sites;
}

/** Whether a value of this type can ever hold a secret. */
export function canHoldSecrets(type: ValueType): boolean {
  switch (type.kind) {
    case 'boolean':
    case 'integer':
    case 'choice':
    case 'translations':
      return false;
    case 'string':
      return type.secret !== undefined;
    case 'headers':
      return true;
    case 'object':
      return type.credentials !== undefined;
    case 'list':
    case 'map':
      return canHoldSecrets(type.of);
    case 'record':
      return (
        type.extras !== 'dropped' || Object.values(type.fields).some((field) => canHoldSecrets(field.type))
      );
  }
}

function inValue(
  type: ValueType,
  value: JsonValue,
  siblings: JsonObject,
  at: At,
  replace: Replace,
): JsonValue {
  switch (type.kind) {
    case 'boolean':
    case 'integer':
    case 'choice':
    case 'translations':
      return value;
    case 'string':
      return type.secret === undefined ? value : inSecret(type.secret, value, siblings, at, replace);
    case 'headers':
      return isJsonObject(value) && !isSecretValue(value)
        ? mapEntries(value, (item, key) => inSecret(type.secret, item, siblings, [...at, key], replace))
        : inSecret(type.secret, value, siblings, at, replace);
    case 'object':
      return type.credentials === undefined
        ? value
        : inFreeForm(type.credentials, value, siblings, at, replace);
    case 'list':
      return Array.isArray(value)
        ? value.map((item: JsonValue, index) => inValue(type.of, item, siblings, [...at, index], replace))
        : value;
    case 'map':
      return isJsonObject(value)
        ? mapEntries(value, (item, key) => inValue(type.of, item, siblings, [...at, key], replace))
        : value;
    case 'record':
      return isJsonObject(value) ? inRecord(type, value, at, replace) : value;
  }
}

function inRecord(
  type: Extract<ValueType, { kind: 'record' }>,
  value: JsonObject,
  at: At,
  replace: Replace,
): JsonObject {
  const { fields, extras } = type;
  const declared = replaceSecrets(fields, value, replace, at);
  if (extras === 'dropped') return declared;
  return mapEntries(declared, (item, key) =>
    Object.hasOwn(fields, key) ? item : inFreeForm(extras.kept, item, value, [...at, key], replace, key),
  );
}

/** Free-form values: strings under a credential's name are secrets, at any depth. */
function inFreeForm(
  rule: SecretRule,
  value: JsonValue,
  siblings: JsonObject,
  at: At,
  replace: Replace,
  name = '',
): JsonValue {
  if (isSecretValue(value)) return inSecret(rule, value, siblings, at, replace);
  if (typeof value === 'string') {
    return CREDENTIAL_NAME.test(name) ? inSecret(rule, value, siblings, at, replace) : value;
  }
  if (Array.isArray(value)) {
    return value.map((item: JsonValue, index) =>
      inFreeForm(rule, item, siblings, [...at, index], replace, name),
    );
  }
  if (!isJsonObject(value)) return value;
  return mapEntries(value, (item, key) => inFreeForm(rule, item, siblings, [...at, key], replace, key));
}

function inSecret(
  rule: SecretRule,
  value: JsonValue,
  siblings: JsonObject,
  at: At,
  replace: Replace,
): JsonValue {
  if (value === '' || value === null) return value;
  return replace({ at, value, bound: boundTo(rule, siblings, at) });
}

/**
 * The first address always counts, whatever it looks like: changing it changes where the secret goes. The others count only
 * when they are absolute; a path alone goes where the first one leads.
 */
function boundTo({ sentTo }: SecretRule, siblings: JsonObject, at: At): readonly string[] {
  if (sentTo === undefined) return [`path:${at.filter((part) => typeof part === 'string').join('.')}`];
  const origins = sentTo.flatMap((name, index) => {
    const address = siblings[name];
    const text = typeof address === 'string' ? address : '';
    return index === 0 || text.includes('://') ? [`origin:${originOf(text)}`] : [];
  });
  return [...new Set(origins)].sort();
}

/** Scheme, host and port; the text itself when it is no URL. */
function originOf(address: string): string {
  if (!URL.canParse(address)) return address;
  const { protocol, host } = new URL(address);
  return `${protocol}//${host}`;
}

function mapEntries(object: JsonObject, map: (value: JsonValue, key: string) => JsonValue): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value, key)]));
}
