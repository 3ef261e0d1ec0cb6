import { DEFAULT_PERMISSIONS_STREAM, GROUP_STREAMS } from '@reeve/contracts';
import type { GroupChanged, GroupsEvent } from '@reeve/contracts';
import { occurredAt, put } from '@reeve/event-sourcing';
import type { ProjectedOperation, ReadDocument } from '@reeve/event-sourcing';
import type { RecordedEvent } from '@reeve/event-store';
import { storedBy } from '@reeve/users/domain';
import {
  DEFAULT_PERMISSIONS,
  DEFAULT_PERMISSIONS_ID,
  GROUP_NAMES,
  GROUP_PLACES,
  GROUPS,
} from './groups.collections.js';
import type {
  DefaultPermissionsDocument,
  GroupDocument,
  GroupNameDocument,
  GroupPlaceDocument,
} from './groups.collections.js';

/** Where the events of groups and of default permissions stand. */
export const GROUPS_STREAM_PREFIXES = [GROUP_STREAMS.group, DEFAULT_PERMISSIONS_STREAM];

/** Groups, their tree, their members and what everybody may. Nothing for events of others. */
export async function projectGroups(
  recorded: RecordedEvent,
  read: ReadDocument,
): Promise<readonly ProjectedOperation[]> {
  const event = recorded as unknown as GroupsEvent;
  const at = occurredAt(recorded);
  const putGroup = (document: GroupDocument) => put(recorded, GROUPS, document.groupId, document);
  switch (event.type) {
    case 'users.group.created.v1':
      return [
        putGroup({
          ...event.data,
          createdAt: at,
          updatedAt: at,
          memberCount: 0,
          membersRevision: -1,
          deleted: false,
        }),
        called(recorded, event.data),
      ];
    case 'users.group.changed.v1': {
      const group = await known(read, event.data.groupId);
      const changed = { ...group, ...newValues(event) };
      return [
        putGroup({ ...changed, updatedAt: at }),
        ...(event.data.changes.name === undefined ? [] : [called(recorded, changed)]),
      ];
    }
    case 'users.group.members-added.v1':
    case 'users.group.members-removed.v1': {
      const { groupId, userIds } = event.data;
      const active = event.type === 'users.group.members-added.v1';
      const group = await known(read, groupId);
      // Run over again, an event is counted already where the document is of after it.
      if (recorded.revision <= group.membersRevision) return [];
      const memberCount = group.memberCount + (active ? userIds.length : -userIds.length);
      return [putGroup({ ...group, memberCount, membersRevision: recorded.revision, updatedAt: at })];
    }
    case 'users.group.deleted.v1': {
      const group = await known(read, event.data.groupId);
      return [putGroup({ ...group, deleted: true, updatedAt: at }), called(recorded, group, true)];
    }
    case 'users.group-tree.placed.v1':
      return [place(recorded, event.data.groupId, event.data.parentId)];
    case 'users.group-tree.moved.v1': {
      const { groupId, parent } = event.data;
      const group = await read<GroupDocument>(GROUPS, groupId);
      return [
        place(recorded, groupId, parent.new),
        ...(group === undefined ? [] : [putGroup({ ...group, updatedAt: at })]),
      ];
    }
    case 'users.group-tree.left.v1': {
      const { groupId, parentId, children } = event.data;
      return [leave(recorded, groupId), ...children.map((child) => place(recorded, child, parentId))];
    }
    case 'users.default-permissions.changed.v1': {
      const before = await read<DefaultPermissionsDocument>(DEFAULT_PERMISSIONS, DEFAULT_PERMISSIONS_ID);
      const stored = { ...before?.stored, ...Object.fromEntries(storedBy(event)) };
      return [put(recorded, DEFAULT_PERMISSIONS, DEFAULT_PERMISSIONS_ID, { stored })];
    }
    case 'users.group-name.reserved.v1':
    case 'users.group-name.released.v1':
      return [];
    default:
      event satisfies never;
      return [];
  }
}

/** Nothing of a group but its place can stand in the log before the group was created. */
async function known(read: ReadDocument, groupId: string): Promise<GroupDocument> {
  const group = await read<GroupDocument>(GROUPS, groupId);
  if (group === undefined) throw new Error(`The group ${groupId} was never created`);
  return group;
}

function newValues({ data }: GroupChanged): Partial<GroupDocument> {
  const { name, description, permissions, data: changedData } = data.changes;
  return {
    ...(name === undefined ? {} : { name: name.new }),
    ...(description === undefined ? {} : { description: description.new }),
    ...(permissions === undefined ? {} : { permissions: permissions.new }),
    ...(changedData === undefined ? {} : { data: changedData.new }),
  };
}

function called(
  recorded: RecordedEvent,
  { groupId, name }: Pick<GroupDocument, 'groupId' | 'name'>,
  deleted = false,
): ProjectedOperation {
  const document: GroupNameDocument = { name, deleted, changed: recorded.position };
  return put(recorded, GROUP_NAMES, groupId, document);
}

function place(recorded: RecordedEvent, groupId: string, parentId: string | null): ProjectedOperation {
  const document: GroupPlaceDocument = { parentId, left: false, changed: recorded.position };
  return put(recorded, GROUP_PLACES, groupId, document);
}

function leave(recorded: RecordedEvent, groupId: string): ProjectedOperation {
  const document: GroupPlaceDocument = { parentId: null, left: true, changed: recorded.position };
  return put(recorded, GROUP_PLACES, groupId, document);
}
