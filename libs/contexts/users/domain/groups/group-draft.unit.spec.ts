import { isSharedAs, ReeveError } from '@reeve/contracts';
import { describe, expect, it } from 'vitest';
import { defaultModelsOf, mergeGroupData, withDefaultShare } from './group-data.js';
import { checkGroupDraft } from './group-draft.js';
import type { GroupDraft } from './group-draft.js';

const draft = (changes: Partial<GroupDraft> = {}): GroupDraft => ({
  name: 'Staff',
  description: '',
  permissions: null,
  data: null,
  ...changes,
});

function issuesOf(changes: Partial<GroupDraft>): readonly string[] {
  try {
    checkGroupDraft(draft(changes));
    return [];
  } catch (error) {
    if (!(error instanceof ReeveError)) throw error;
    const found = error.extra?.['errors'] as unknown as readonly { loc: readonly string[]; type: string }[];
    return found.map(({ loc, type }) => `${loc.join('.')} ${type}`);
  }
}

describe('What is said of a group', () => {
  it('has its name trimmed', () => {
    expect(checkGroupDraft(draft({ name: '  Staff\n' })).name).toBe('Staff');
    expect(issuesOf({ name: ' \t' })).toEqual(['body.name string_too_short']);
  });

  it('has permissions that exist', () => {
    const permissions = { chat: { edit: 'true' }, features: {} };
    expect(checkGroupDraft(draft({ permissions })).permissions).toEqual({ chat: { edit: true } });
    expect(issuesOf({ permissions: { chat: { fly: true } } })).toEqual([
      'body.permissions.chat.fly extra_forbidden',
    ]);
  });

  it('has default models that are trimmed texts, each once', () => {
    const { data } = checkGroupDraft(draft({ data: { config: { default_models: [' m1 ', 'm2'] } } }));
    expect(defaultModelsOf(data)).toEqual(['m1', 'm2']);
    const path = 'body.data.config.default_models';
    const withModels = (models: never) => issuesOf({ data: { config: { default_models: models } } });
    expect(withModels('m1' as never)).toEqual([`${path} list_type`]);
    expect(withModels([1, ' ', 'm', ' m'] as never)).toEqual([
      `${path}.0 string_type`,
      `${path}.1 string_too_short`,
      `${path}.3 value_error`,
    ]);
    expect(issuesOf({ data: { config: 'none' } })).toEqual(['body.data.config dict_type']);
  });
});

describe('A group’s data', () => {
  it('is merged, and its configuration in it', () => {
    expect(mergeGroupData({ a: 1, config: { b: 2, c: 3 } }, { config: { c: 4 } })).toEqual({
      a: 1,
      config: { b: 2, c: 4 },
    });
    expect(mergeGroupData({ config: { b: 2 } }, { config: null })).toEqual({ config: { b: 2 } });
    expect(mergeGroupData({ a: 1 }, null)).toEqual({ a: 1 });
    expect(mergeGroupData(null, { a: 1 })).toEqual({ a: 1 });
  });

  it('says of a new group who may share with it, unless that was said', () => {
    expect(withDefaultShare(null, 'members')).toEqual({ config: { share: 'members' } });
    expect(withDefaultShare({ config: { share: false } }, true)).toEqual({ config: { share: false } });
  });

  it.each([
    [null, true],
    [{ config: {} }, true],
    [{ config: { share: true } }, true],
    [{ config: { share: 'members' } }, true],
    [{ config: { share: false } }, false],
  ])('%j is shared: %s', (data, shared) => {
    expect([isSharedAs(data, true), isSharedAs(data, false)]).toEqual([shared, !shared]);
  });
});
