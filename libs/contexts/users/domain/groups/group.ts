import { GROUP_STREAMS, groupsErrors, jsonEquals } from '@reeve/contracts';
import type {
  GroupChanges,
  GroupCreated,
  GroupEvent,
  JsonObject,
  JsonValue,
  PermissionTree,
} from '@reeve/contracts';
import { mergeGroupData } from './group-data.js';

/** What is said of a group, beside its place in the tree and its members. */
export interface GroupDetails {
  readonly name: string;
  readonly description: string;
  readonly permissions: PermissionTree | null;
  readonly data: JsonObject | null;
}

/**
 * `membersRevision`: of the event that changed the members last, -1 before the first. It stands for the members, of whom there may
 * be a million: a command says as of which revision it has looked them up.
 */
export type GroupState =
  | { readonly status: 'none' }
  | ({ readonly status: 'existing'; readonly membersRevision: number } & GroupDetails)
  | { readonly status: 'deleted'; readonly name: string };

export interface CreateGroup extends GroupDetails {
  readonly kind: 'create';
  readonly groupId: string;
  readonly createdBy: string | null;
}

/** Null permissions and data stay as they are; data is merged. */
export interface ChangeGroup extends GroupDetails {
  readonly kind: 'change';
  readonly groupId: string;
  /** Whether the name was made sure of for this group: needed where it is another one than the group has. */
  readonly nameReserved: boolean;
}

/** The caller has looked up the members as of `membersAsOf`; decided to change nothing when they are others by now. */
export interface AddMembers {
  readonly kind: 'add-members';
  readonly groupId: string;
  /** No members as of then, each once. */
  readonly userIds: readonly string[];
  readonly membersAsOf: number;
}

export interface RemoveMembers {
  readonly kind: 'remove-members';
  readonly groupId: string;
  /** Members as of then, each once. */
  readonly userIds: readonly string[];
  readonly membersAsOf: number;
}

export interface DeleteGroup {
  readonly kind: 'delete';
  readonly groupId: string;
}

export type GroupCommand = CreateGroup | ChangeGroup | AddMembers | RemoveMembers | DeleteGroup;

export const groupStream = (groupId: string): string => `${GROUP_STREAMS.group}${groupId}`;

export const groupDecider = {
  initialState: { status: 'none' } as GroupState,

  decide(command: GroupCommand, state: GroupState): readonly GroupEvent[] {
    if (command.kind === 'create') return create(command, state);
    if (state.status !== 'existing') throw groupsErrors.notFound();
    const { groupId } = command;
    switch (command.kind) {
      case 'change':
        return change(command, state);
      case 'add-members':
        return isCurrent(command, state)
          ? [{ type: 'users.group.members-added.v1', data: { groupId, userIds: command.userIds } }]
          : [];
      case 'remove-members':
        return isCurrent(command, state)
          ? [{ type: 'users.group.members-removed.v1', data: { groupId, userIds: command.userIds } }]
          : [];
      case 'delete':
        return [{ type: 'users.group.deleted.v1', data: { groupId, name: state.name } }];
      default:
        return command satisfies never;
    }
  },

  evolve(state: GroupState, event: GroupEvent, revision: number): GroupState {
    switch (event.type) {
      case 'users.group.created.v1': {
        const { name, description, permissions, data } = event.data;
        return { status: 'existing', name, description, permissions, data, membersRevision: -1 };
      }
      case 'users.group.changed.v1':
        return state.status === 'existing' ? { ...state, ...newValues(event.data.changes) } : state;
      case 'users.group.members-added.v1':
      case 'users.group.members-removed.v1':
        return state.status === 'existing' ? { ...state, membersRevision: revision } : state;
      case 'users.group.deleted.v1':
        return { status: 'deleted', name: event.data.name };
      default:
        event satisfies never;
        return state;
    }
  },
};

function create(command: CreateGroup, state: GroupState): readonly GroupCreated[] {
  if (state.status !== 'none') throw groupsErrors.alreadyExists();
  const { groupId, createdBy, name, description, permissions, data } = command;
  return [
    {
      type: 'users.group.created.v1',
      data: { groupId, createdBy, name, description, permissions, data },
    },
  ];
}

function change(command: ChangeGroup, state: GroupDetails): readonly GroupEvent[] {
  const { groupId, name, nameReserved } = command;
  if (name !== state.name && !nameReserved) throw groupsErrors.renamedMeanwhile();
  const changes = changesOf(state, {
    name,
    description: command.description,
    permissions: command.permissions ?? state.permissions,
    data: mergeGroupData(state.data, command.data),
  });
  return Object.keys(changes).length === 0
    ? []
    : [{ type: 'users.group.changed.v1', data: { groupId, changes } }];
}

function changesOf(before: GroupDetails, after: GroupDetails): GroupChanges {
  const fields = ['name', 'description', 'permissions', 'data'] as const;
  return Object.fromEntries(
    fields
      .map((field) => [field, { old: before[field], new: after[field] }] as const)
      .filter(([, { old, new: now }]) => !jsonEquals(old as JsonValue, now as JsonValue)),
  );
}

function newValues(changes: GroupChanges): Partial<GroupDetails> {
  return Object.fromEntries(
    Object.entries(changes).map(([field, change]) => [field, (change as { new: unknown }).new]),
  );
}

function isCurrent(
  { userIds, membersAsOf }: AddMembers | RemoveMembers,
  { membersRevision }: { readonly membersRevision: number },
): boolean {
  return userIds.length > 0 && membersAsOf === membersRevision;
}
