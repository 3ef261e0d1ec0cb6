import type { AuditDescriber, AuditDescription } from '../../audit/audit-description.js';
import { DEFAULT_PERMISSIONS_STREAM } from '../permissions/default-permissions.events.js';
import type { GroupNameReleased, GroupsEvent } from './groups.events.js';

const RELEASED: Readonly<Record<GroupNameReleased['data']['reason'], string>> = {
  renamed: 'Name released: the group has another one',
  deleted: 'Name released: the group was deleted',
  abandoned: 'Name released: the group does not have it',
};

/** Groups and default permissions in the audit log: people by their ids alone. */
export const describeGroupsEvent: AuditDescriber = (event) => describe(event as unknown as GroupsEvent);

function describe(event: GroupsEvent): AuditDescription | undefined {
  switch (event.type) {
    case 'users.group.created.v1': {
      const { groupId, name, description, permissions, data } = event.data;
      return aboutGroup(groupId, 'group_created', `Group ${name} created`, {
        metadata: { name, description, permissions, data },
      });
    }
    case 'users.group.changed.v1': {
      const { groupId, changes } = event.data;
      const fields = Object.keys(changes).join(', ');
      return aboutGroup(groupId, 'group_updated', `Group changed: ${fields}`, {
        changes: changes,
      });
    }
    case 'users.group.members-added.v1': {
      const { groupId, userIds } = event.data;
      return aboutGroup(groupId, 'group_members_added', `${people(userIds)} added to the group`, {
        metadata: { user_ids: userIds },
      });
    }
    case 'users.group.members-removed.v1': {
      const { groupId, userIds } = event.data;
      return aboutGroup(groupId, 'group_members_removed', `${people(userIds)} removed from the group`, {
        metadata: { user_ids: userIds },
      });
    }
    case 'users.group.deleted.v1': {
      const { groupId, name } = event.data;
      return aboutGroup(groupId, 'group_deleted', `Group ${name} deleted`, { metadata: { name } });
    }
    case 'users.group-tree.placed.v1': {
      const { groupId, parentId } = event.data;
      const where = parentId === null ? 'at the top' : 'under its parent';
      return aboutGroup(groupId, 'group_placed', `Group placed ${where}`, {
        metadata: { parent_group_id: parentId },
      });
    }
    case 'users.group-tree.moved.v1': {
      const { groupId, parent } = event.data;
      return aboutGroup(groupId, 'group_moved', 'Group moved within the tree', {
        changes: { parent_group_id: parent },
      });
    }
    case 'users.group-tree.left.v1': {
      const { groupId, parentId, children } = event.data;
      const description = 'Group taken out of the tree; its subgroups moved up';
      return aboutGroup(groupId, 'group_left_tree', description, {
        metadata: { parent_group_id: parentId, children },
      });
    }
    case 'users.group-name.reserved.v1': {
      const { groupId, nameFingerprint } = event.data;
      return aboutGroup(groupId, 'group_name_reserved', 'Name reserved for the group', {
        metadata: { name_fingerprint: nameFingerprint },
      });
    }
    case 'users.group-name.released.v1': {
      const { groupId, nameFingerprint, reason } = event.data;
      return aboutGroup(groupId, 'group_name_released', RELEASED[reason], {
        metadata: { name_fingerprint: nameFingerprint, reason },
      });
    }
    case 'users.default-permissions.changed.v1':
      return {
        entityType: 'permissions',
        entityId: DEFAULT_PERMISSIONS_STREAM,
        action: 'permissions_changed',
        description: 'Default permissions changed',
        changes: event.data.permissions,
      };
    default:
      return undefined;
  }
}

function people(userIds: readonly string[]): string {
  return userIds.length === 1 ? 'One person' : `${String(userIds.length)} people`;
}

function aboutGroup(
  groupId: string,
  action: string,
  description: string,
  rest: Partial<Pick<AuditDescription, 'changes' | 'metadata'>> = {},
): AuditDescription {
  return { entityType: 'group', entityId: groupId, action, description, changes: null, ...rest };
}
