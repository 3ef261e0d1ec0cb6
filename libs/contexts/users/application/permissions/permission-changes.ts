import type { GroupsEvent, PrincipalChange } from '@reeve/contracts';

/** More people than these are told of as everybody: one broadcast instead of one each. */
const MOST_TOLD_BY_NAME = 100;

const EVERYBODY: readonly PrincipalChange[] = [{ userId: null, sessionId: null }];

/** Whose permissions an event has changed, so that they hold from the next request on. Nobody's for events of others. */
export function permissionChangesOf(event: GroupsEvent): readonly PrincipalChange[] {
  switch (event.type) {
    case 'users.group.members-added.v1':
    case 'users.group.members-removed.v1': {
      const { userIds } = event.data;
      if (userIds.length > MOST_TOLD_BY_NAME) return EVERYBODY;
      return userIds.map((userId) => ({ userId, sessionId: null }));
    }
    case 'users.group.changed.v1':
      return event.data.changes.permissions === undefined ? [] : EVERYBODY;
    case 'users.group.deleted.v1':
    case 'users.group-tree.moved.v1':
    case 'users.default-permissions.changed.v1':
      return EVERYBODY;
    // A new group has nobody in it; what leaves the tree was deleted before.
    case 'users.group.created.v1':
    case 'users.group-tree.placed.v1':
    case 'users.group-tree.left.v1':
    case 'users.group-name.reserved.v1':
    case 'users.group-name.released.v1':
      return [];
    default:
      event satisfies never;
      return [];
  }
}
