import { describe, expect, it } from 'vitest';
import { describeGroupsEvent } from './groups.audit.js';
import type { GroupsEvent } from './groups.events.js';

const described = (event: GroupsEvent) => describeGroupsEvent({ stream: 'any', ...event });

const EVENTS: readonly (readonly [GroupsEvent, object])[] = [
  [
    {
      type: 'users.group.created.v1',
      data: {
        groupId: 'g1',
        createdBy: 'ada',
        name: 'Staff',
        description: 'All',
        permissions: null,
        data: null,
      },
    },
    {
      action: 'group_created',
      description: 'Group Staff created',
      metadata: { name: 'Staff', description: 'All' },
    },
  ],
  [
    {
      type: 'users.group.changed.v1',
      data: { groupId: 'g1', changes: { name: { old: 'Staff', new: 'Crew' } } },
    },
    { action: 'group_updated', changes: { name: { old: 'Staff', new: 'Crew' } } },
  ],
  [
    { type: 'users.group.members-added.v1', data: { groupId: 'g1', userIds: ['ada'] } },
    { action: 'group_members_added', description: 'One person added to the group' },
  ],
  [
    { type: 'users.group.members-removed.v1', data: { groupId: 'g1', userIds: ['ada', 'bob'] } },
    { action: 'group_members_removed', metadata: { user_ids: ['ada', 'bob'] } },
  ],
  [
    { type: 'users.group.deleted.v1', data: { groupId: 'g1', name: 'Staff' } },
    { action: 'group_deleted', description: 'Group Staff deleted' },
  ],
  [
    { type: 'users.group-tree.placed.v1', data: { groupId: 'g1', parentId: null } },
    { action: 'group_placed', description: 'Group placed at the top' },
  ],
  [
    { type: 'users.group-tree.moved.v1', data: { groupId: 'g1', parent: { old: null, new: 'g2' } } },
    { action: 'group_moved', changes: { parent_group_id: { old: null, new: 'g2' } } },
  ],
  [
    { type: 'users.group-tree.left.v1', data: { groupId: 'g1', parentId: 'g2', children: ['g3'] } },
    { action: 'group_left_tree', metadata: { parent_group_id: 'g2', children: ['g3'] } },
  ],
  [
    {
      type: 'users.group-name.reserved.v1',
      data: { nameFingerprint: 'f00d', groupId: 'g1', reservedAt: '2026-01-01T12:00:00.000Z' },
    },
    { action: 'group_name_reserved', metadata: { name_fingerprint: 'f00d' } },
  ],
  [
    {
      type: 'users.group-name.released.v1',
      data: { nameFingerprint: 'f00d', groupId: 'g1', reason: 'renamed' },
    },
    { action: 'group_name_released', metadata: { name_fingerprint: 'f00d', reason: 'renamed' } },
  ],
];

describe('Groups in the audit log', () => {
  it.each(EVENTS)('%j is described', (event, expected) => {
    expect(described(event)).toMatchObject({ entityType: 'group', entityId: 'g1', ...expected });
  });

  it('have the changes of default permissions beside them, by leaf', () => {
    const permissions = { 'chat.edit': { old: null, new: false } };
    expect(described({ type: 'users.default-permissions.changed.v1', data: { permissions } })).toMatchObject({
      entityType: 'permissions',
      action: 'permissions_changed',
      changes: permissions,
    });
  });

  it('leave events of others to others', () => {
    expect(
      describeGroupsEvent({ type: 'users.user.registered.v1', stream: 'any', data: {} }),
    ).toBeUndefined();
  });
});
