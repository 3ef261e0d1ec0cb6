import { isJsonObject } from '../../json.js';
import type { JsonObject, JsonValue } from '../../json.js';
import type { ValidationIssue } from '../../errors/reeve-error.js';
import { isPermissionLeaf, PERMISSION_LEAVES, PERMISSIONS } from './permission-catalogue.js';
import type { PermissionLeaf } from './permission-catalogue.js';

/** Leaves of a tree, `section → name → may`. Any of them may be absent. */
export type PermissionTree = Readonly<Record<string, Readonly<Record<string, boolean>>>>;

/** Leaves by their paths; those absent say nothing. */
export type PermissionValues = ReadonlyMap<PermissionLeaf, boolean>;

/**
 * Reads a tree that somebody sent. Null sections count as absent, and booleans may be written as words or as 0 and 1 (reference 2.3).
 *
 * @param loc where the tree stands in what was sent.
 * @returns every leaf given, and an issue for each one that is unknown or no boolean.
 */
export function readPermissionTree(
  tree: JsonValue,
  loc: readonly (string | number)[],
): { readonly values: PermissionValues; readonly issues: readonly ValidationIssue[] } {
  const values = new Map<PermissionLeaf, boolean>();
  if (!isJsonObject(tree)) return { values, issues: [notADictionary(loc)] };
  const issues = Object.entries(tree).flatMap(([section, leaves]) =>
    readSection(section, leaves, [...loc, section], values),
  );
  return { values, issues };
}

function readSection(
  section: string,
  leaves: JsonValue,
  loc: readonly (string | number)[],
  values: Map<PermissionLeaf, boolean>,
): readonly ValidationIssue[] {
  if (!Object.hasOwn(PERMISSIONS, section)) return [unknownPermission(loc)];
  if (leaves === null) return [];
  if (!isJsonObject(leaves)) return [notADictionary(loc)];
  return Object.entries(leaves).flatMap(([name, given]) => {
    const path = `${section}.${name}`;
    if (!isPermissionLeaf(path)) return [unknownPermission([...loc, name])];
    const value = laxBoolean(given);
    if (value === undefined) return [notABoolean([...loc, name])];
    values.set(path, value);
    return [];
  });
}

/** The tree of these leaves; sections without any are left out. */
export function toPermissionTree(values: PermissionValues): PermissionTree {
  const tree: Record<string, Record<string, boolean>> = {};
  for (const leaf of PERMISSION_LEAVES.keys()) {
    const value = values.get(leaf);
    if (value === undefined) continue;
    const [section, name] = partsOf(leaf);
    (tree[section] ??= {})[name] = value;
  }
  return tree;
}

/** The leaves of a tree that was read before. What this version does not know of is left out: a later one may have stored it. */
export function permissionValues(tree: JsonObject | null): PermissionValues {
  return tree === null ? new Map() : readPermissionTree(tree, []).values;
}

/** Every leaf: what is given, and the rest from what fills the holes. */
export function fillPermissions(values: PermissionValues, holes: PermissionValues): PermissionValues {
  return new Map(
    Array.from(PERMISSION_LEAVES, ([leaf, declaration]) => [
      leaf,
      values.get(leaf) ?? holes.get(leaf) ?? declaration.default,
    ]),
  );
}

/** What a leaf is when it is absent where the default permissions are written. */
export function schemaDefaults(): PermissionValues {
  return new Map(Array.from(PERMISSION_LEAVES, ([leaf, { schemaDefault }]) => [leaf, schemaDefault]));
}

/**
 * What a user may: the defaults, or what any of the groups grants. True wins, so that a group can only add (reference 8).
 *
 * @param defaults every leaf.
 * @param groups those of the user and all their ancestors.
 */
export function effectivePermissions(
  defaults: PermissionValues,
  groups: Iterable<PermissionValues>,
): PermissionValues {
  const effective = new Map(defaults);
  for (const group of groups) {
    for (const [leaf, granted] of group) if (granted) effective.set(leaf, true);
  }
  return effective;
}

/** Who grants a leaf. */
export type PermissionGrant =
  | { readonly kind: 'default' }
  /** `inherited`: through the membership in a group below. */
  | {
      readonly kind: 'group';
      readonly group_id: string;
      readonly name: string;
      readonly membership: 'direct' | 'inherited';
    };

export interface ExplainedLeaf {
  readonly permission: PermissionLeaf;
  readonly granted: boolean;
  /** Everything that grants it, the default first; empty when nothing does. */
  readonly granted_by: readonly PermissionGrant[];
}

/** A group that a user's permissions come from. */
export interface GrantingGroup {
  readonly id: string;
  readonly name: string;
  readonly membership: 'direct' | 'inherited';
  readonly values: PermissionValues;
}

/** For each leaf, what grants it. */
export function explainPermissions(
  defaults: PermissionValues,
  groups: readonly GrantingGroup[],
): readonly ExplainedLeaf[] {
  return Array.from(PERMISSION_LEAVES.keys(), (permission) => {
    const byGroups = groups
      .filter(({ values }) => values.get(permission) === true)
      .map(({ id, name, membership }) => ({ kind: 'group' as const, group_id: id, name, membership }));
    const byDefault = defaults.get(permission) === true ? [{ kind: 'default' as const }] : [];
    const granted_by = [...byDefault, ...byGroups];
    return { permission, granted: granted_by.length > 0, granted_by };
  });
}

/**
 * The defaults that an environment gives: only `true`, whatever its case, is true, as Open WebUI reads it. A variable that
 * is empty counts as not set.
 *
 * @returns every leaf.
 */
export function permissionDefaultsFrom(
  environment: Readonly<Record<string, string | undefined>>,
): PermissionValues {
  return new Map(
    Array.from(PERMISSION_LEAVES, ([leaf, declaration]) => {
      const text = environment[declaration.environment]?.trim() ?? '';
      return [leaf, text === '' ? declaration.default : text.toLowerCase() === 'true'];
    }),
  );
}

function partsOf(leaf: PermissionLeaf): [string, string] {
  const dot = leaf.indexOf('.');
  return [leaf.slice(0, dot), leaf.slice(dot + 1)];
}

const TRUE: readonly JsonValue[] = [true, 1, '1', 'true', 't', 'yes', 'y', 'on'];
const FALSE: readonly JsonValue[] = [false, 0, '0', 'false', 'f', 'no', 'n', 'off'];

function laxBoolean(value: JsonValue): boolean | undefined {
  const folded = typeof value === 'string' ? value.toLowerCase() : value;
  if (TRUE.includes(folded)) return true;
  return FALSE.includes(folded) ? false : undefined;
}

const notADictionary = (loc: readonly (string | number)[]): ValidationIssue => ({
  loc,
  msg: 'Input should be a valid dictionary',
  type: 'dict_type',
});

const notABoolean = (loc: readonly (string | number)[]): ValidationIssue => ({
  loc,
  msg: 'Input should be a valid boolean, unable to interpret input',
  type: 'bool_parsing',
});

const unknownPermission = (loc: readonly (string | number)[]): ValidationIssue => ({
  loc,
  msg: 'There is no such permission',
  type: 'extra_forbidden',
});
