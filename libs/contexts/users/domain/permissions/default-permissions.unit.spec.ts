import type { DefaultPermissionsChanged, PermissionLeaf, PermissionValues } from '@reeve/contracts';
import { DeciderSpecification } from '@reeve/testing';
import { describe, it } from 'vitest';
import { defaultPermissionsDecider } from './default-permissions.js';

type Values = Partial<Readonly<Record<PermissionLeaf, boolean>>>;

const change = (values: Values) =>
  ({
    kind: 'change',
    values: new Map(Object.entries(values)) as unknown as PermissionValues,
  }) as const;
const changed = (
  permissions: DefaultPermissionsChanged['data']['permissions'],
): DefaultPermissionsChanged => ({ type: 'users.default-permissions.changed.v1', data: { permissions } });

const { given } = DeciderSpecification.for(defaultPermissionsDecider);

describe('Default permissions', () => {
  it('are stored leaf by leaf, whatever the environment says of them', () => {
    given([])
      .when(change({ 'chat.edit': true, 'chat.stt': false }))
      .then([changed({ 'chat.edit': { old: null, new: true }, 'chat.stt': { old: null, new: false } })]);
  });

  it('change only where they become others', () => {
    given([changed({ 'chat.edit': { old: null, new: true }, 'chat.stt': { old: null, new: false } })])
      .when(change({ 'chat.edit': true, 'chat.stt': true }))
      .then([changed({ 'chat.stt': { old: false, new: true } })]);
  });

  it('that are what they were are no event', () => {
    given([changed({ 'chat.edit': { old: null, new: true } })])
      .when(change({ 'chat.edit': true }))
      .thenNothing();
  });

  it('that a later version has stored are left alone', () => {
    given([changed({ 'chat.fly': { old: null, new: true } })])
      .when(change({ 'chat.edit': true }))
      .then([changed({ 'chat.edit': { old: null, new: true } })]);
  });
});
