import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isPermissionLeaf,
  PERMISSION_LEAVES,
  PERMISSIONS,
  SECTIONS_SINCE_S,
} from './permission-catalogue.js';
import type { Generation, PermissionLeaf } from './permission-catalogue.js';
import {
  effectivePermissions,
  explainPermissions,
  fillPermissions,
  permissionDefaultsFrom,
  permissionValues,
  readPermissionTree,
  schemaDefaults,
  toPermissionTree,
} from './permission-tree.js';
import type { PermissionValues } from './permission-tree.js';

const LEAVES = [...PERMISSION_LEAVES.keys()];
const sparse = fc.dictionary(fc.constantFrom(...LEAVES), fc.boolean()).map(asValues);
const whole = fc
  .array(fc.boolean(), { minLength: LEAVES.length, maxLength: LEAVES.length })
  .map((values): PermissionValues => new Map(LEAVES.map((leaf, index) => [leaf, values[index] === true])));

function asValues(values: Readonly<Record<string, boolean>>): PermissionValues {
  return new Map(Object.entries(values) as [PermissionLeaf, boolean][]);
}

const countUpTo = (...generations: readonly Generation[]) =>
  [...PERMISSION_LEAVES.values()].filter(({ since }) => generations.includes(since)).length;

describe('The permission catalogue', () => {
  it('has the 47 leaves of S and the 67 of N', () => {
    expect(countUpTo('S')).toBe(47);
    expect(countUpTo('S', 'U', 'F', 'N')).toBe(67);
    expect(PERMISSION_LEAVES.size).toBe(67);
  });

  it('has all that S knows in the four sections that S sends', () => {
    const sections = [...PERMISSION_LEAVES].flatMap(([leaf, { since }]) =>
      since === 'S' ? [leaf.split('.')[0]] : [],
    );
    expect(new Set(sections)).toEqual(new Set(SECTIONS_SINCE_S));
  });

  it('names a variable of its own for each leaf', () => {
    const variables = [...PERMISSION_LEAVES.values()].map(({ environment }) => environment);
    expect(new Set(variables).size).toBe(67);
    expect(variables.every((variable) => /^USER_PERMISSIONS_[A-Z_]+$/.test(variable))).toBe(true);
  });

  it('knows a leaf by its whole path alone', () => {
    expect(isPermissionLeaf('features.api_keys')).toBe(true);
    for (const path of ['features', 'api_keys', 'features.', 'features.constructor', '__proto__.x', '']) {
      expect(isPermissionLeaf(path)).toBe(false);
    }
  });
});

describe('A permission tree that somebody sends', () => {
  it('is read leaf by leaf, with words and digits for booleans', () => {
    const { values, issues } = readPermissionTree(
      { chat: { delete: false, edit: 'yes', stt: 0 }, workspace: {}, settings: null },
      ['body'],
    );
    expect(issues).toEqual([]);
    expect(Object.fromEntries(values)).toEqual({
      'chat.delete': false,
      'chat.edit': true,
      'chat.stt': false,
    });
  });

  it('is refused with the path of everything that is unknown or no boolean', () => {
    const { issues } = readPermissionTree(
      { chat: { fly: true, edit: 'maybe' }, spells: { cast: true }, features: true },
      ['body', 'permissions'],
    );
    expect(issues.map(({ loc, type }) => `${loc.join('.')} ${type}`)).toEqual([
      'body.permissions.chat.fly extra_forbidden',
      'body.permissions.chat.edit bool_parsing',
      'body.permissions.spells extra_forbidden',
      'body.permissions.features dict_type',
    ]);
  });

  it('takes no name of JavaScript’s own for a section or a leaf', () => {
    const hostile = JSON.parse('{"__proto__":{"x":true},"constructor":{},"chat":{"toString":true}}') as never;
    expect(readPermissionTree(hostile, []).issues).toHaveLength(3);
  });

  it('comes back from the tree that is made of it', () => {
    fc.assert(
      fc.property(sparse, (values) => {
        expect(permissionValues(toPermissionTree(values))).toEqual(values);
      }),
    );
  });

  it('that a later version has stored is read as far as it is known', () => {
    const stored = { chat: { edit: true, fly: true }, spells: { cast: true } };
    expect(Object.fromEntries(permissionValues(stored))).toEqual({ 'chat.edit': true });
    expect(permissionValues(null).size).toBe(0);
  });
});

describe('Default permissions', () => {
  it('are those of the declaration where the environment says nothing', () => {
    const defaults = permissionDefaultsFrom({ USER_PERMISSIONS_CHAT_EDIT: ' ' });
    expect(defaults).toEqual(new Map(Array.from(PERMISSION_LEAVES, ([leaf, each]) => [leaf, each.default])));
    expect(schemaDefaults()).toEqual(defaults);
  });

  it('are true in the environment only where it says so, as Open WebUI reads it', () => {
    const defaults = permissionDefaultsFrom({
      USER_PERMISSIONS_FEATURES_API_KEYS: 'True',
      USER_PERMISSIONS_CHAT_EDIT: 'false',
      USER_PERMISSIONS_CHAT_DELETE: '1',
    });
    expect(defaults.get('features.api_keys')).toBe(true);
    expect(defaults.get('chat.edit')).toBe(false);
    expect(defaults.get('chat.delete')).toBe(false);
  });

  it('fill the holes of what was stored', () => {
    const environment = permissionDefaultsFrom({ USER_PERMISSIONS_CHAT_STT: 'false' });
    const filled = fillPermissions(asValues({ 'chat.edit': false }), environment);
    expect([filled.get('chat.edit'), filled.get('chat.stt'), filled.get('chat.tts')]).toEqual([
      false,
      false,
      true,
    ]);
    expect(filled.size).toBe(67);
  });
});

describe('A group', () => {
  it('can only add, never take away', () => {
    fc.assert(
      fc.property(whole, fc.array(sparse), sparse, (defaults, groups, another) => {
        const before = effectivePermissions(defaults, groups);
        const after = effectivePermissions(defaults, [...groups, another]);
        for (const leaf of LEAVES) {
          expect(after.get(leaf)).toBe(before.get(leaf) === true || another.get(leaf) === true);
        }
      }),
    );
  });

  it('adds the same whatever the order', () => {
    fc.assert(
      fc.property(whole, fc.array(sparse), (defaults, groups) => {
        expect(effectivePermissions(defaults, groups)).toEqual(
          effectivePermissions(defaults, groups.toReversed()),
        );
      }),
    );
  });

  it('is named for what it grants, beside the defaults', () => {
    const defaults = asValues({ 'chat.edit': true });
    const values = asValues({ 'chat.edit': true, 'features.api_keys': true, 'chat.stt': false });
    const explained = explainPermissions(defaults, [
      { id: 'g1', name: 'Staff', membership: 'inherited', values },
    ]);
    const of = (leaf: string) => explained.find(({ permission }) => permission === leaf);
    const staff = { kind: 'group', group_id: 'g1', name: 'Staff', membership: 'inherited' };
    expect(explained).toHaveLength(67);
    expect(of('chat.edit')).toMatchObject({ granted: true, granted_by: [{ kind: 'default' }, staff] });
    expect(of('features.api_keys')).toMatchObject({ granted: true, granted_by: [staff] });
    expect(of('chat.stt')).toMatchObject({ granted: false, granted_by: [] });
  });

  it('is explained as it takes effect', () => {
    fc.assert(
      fc.property(whole, fc.array(sparse), (defaults, groups) => {
        const effective = effectivePermissions(defaults, groups);
        const granting = groups.map((values, index) => ({
          id: String(index),
          name: 'any',
          membership: 'direct' as const,
          values,
        }));
        for (const { permission, granted } of explainPermissions(defaults, granting)) {
          expect(granted).toBe(effective.get(permission));
        }
      }),
    );
  });
});

it('The catalogue is grouped by section as trees are', () => {
  expect(Object.keys(toPermissionTree(schemaDefaults()))).toEqual(Object.keys(PERMISSIONS));
});
