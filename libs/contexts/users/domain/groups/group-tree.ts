import { GROUP_STREAMS, groupsErrors } from '@reeve/contracts';
import type { GroupTreeEvent } from '@reeve/contracts';
import { ShardedMap } from './sharded-map.js';

/** Levels of groups below one another. Bounds what a permission may have to be looked for in. */
export const MAX_GROUP_DEPTH = 100;

/** Every group that is in the tree, and its parent; null for a root. */
export interface GroupTreeState {
  readonly parents: ShardedMap<string | null>;
}

/** A new group takes its place. */
export interface PlaceGroup {
  readonly kind: 'place';
  readonly groupId: string;
  readonly parentId: string | null;
}

export interface MoveGroup {
  readonly kind: 'move';
  readonly groupId: string;
  readonly parentId: string | null;
}

/** Its children move up to its parent. */
export interface LeaveGroupTree {
  readonly kind: 'leave';
  readonly groupId: string;
}

export type GroupTreeCommand = PlaceGroup | MoveGroup | LeaveGroupTree;

export const GROUP_TREE_STREAM = GROUP_STREAMS.tree;

/** Who is whose parent: one stream for all groups, because a cycle can only be refused where all of it is known. */
export const groupTreeDecider = {
  initialState: { parents: ShardedMap.empty } as GroupTreeState,

  decide(command: GroupTreeCommand, state: GroupTreeState): readonly GroupTreeEvent[] {
    switch (command.kind) {
      case 'place':
        return place(command, state);
      case 'move':
        return move(command, state);
      case 'leave':
        return leave(command, state);
      default:
        return command satisfies never;
    }
  },

  evolve(state: GroupTreeState, event: GroupTreeEvent): GroupTreeState {
    const { parents } = state;
    switch (event.type) {
      case 'users.group-tree.placed.v1':
        return { parents: parents.with(event.data.groupId, event.data.parentId) };
      case 'users.group-tree.moved.v1':
        return { parents: parents.with(event.data.groupId, event.data.parent.new) };
      case 'users.group-tree.left.v1': {
        const { groupId, parentId, children } = event.data;
        return {
          parents: children.reduce((moved, child) => moved.with(child, parentId), parents.without(groupId)),
        };
      }
      default:
        event satisfies never;
        return state;
    }
  },
};

function place({ groupId, parentId }: PlaceGroup, state: GroupTreeState): readonly GroupTreeEvent[] {
  if (state.parents.has(groupId)) throw groupsErrors.alreadyExists();
  assertParent(parentId, state);
  assertDepth(depthOf(parentId, state) + 1);
  return [{ type: 'users.group-tree.placed.v1', data: { groupId, parentId } }];
}

function move({ groupId, parentId }: MoveGroup, state: GroupTreeState): readonly GroupTreeEvent[] {
  const old = state.parents.get(groupId);
  if (old === undefined) throw groupsErrors.notFound();
  if (old === parentId) return [];
  assertParent(parentId, state);
  assertNoCycle(groupId, parentId, state);
  assertDepth(depthOf(parentId, state) + heightOf(groupId, state));
  return [{ type: 'users.group-tree.moved.v1', data: { groupId, parent: { old, new: parentId } } }];
}

function leave({ groupId }: LeaveGroupTree, state: GroupTreeState): readonly GroupTreeEvent[] {
  const parentId = state.parents.get(groupId);
  if (parentId === undefined) return [];
  const children = Array.from(state.parents.entries())
    .filter(([, parent]) => parent === groupId)
    .map(([child]) => child)
    .sort();
  return [{ type: 'users.group-tree.left.v1', data: { groupId, parentId, children } }];
}

function assertParent(parentId: string | null, { parents }: GroupTreeState): void {
  if (parentId === '') throw groupsErrors.parentInvalid();
  if (parentId !== null && !parents.has(parentId)) throw groupsErrors.parentNotFound();
}

function assertNoCycle(groupId: string, parentId: string | null, state: GroupTreeState): void {
  for (const ancestor of upwards(parentId, state)) {
    if (ancestor === groupId) throw groupsErrors.parentInvalid();
  }
}

function assertDepth(depth: number): void {
  if (depth > MAX_GROUP_DEPTH) throw groupsErrors.tooDeep(MAX_GROUP_DEPTH);
}

/** 1 for a root, 0 above it. */
function depthOf(groupId: string | null, state: GroupTreeState): number {
  return Array.from(upwards(groupId, state)).length;
}

/** Levels from the group down to the lowest of its descendants; 1 without any. One look at each group, however deep they are. */
function heightOf(groupId: string, { parents }: GroupTreeState): number {
  const children = new Map<string, string[]>();
  for (const [child, parent] of parents.entries()) {
    if (parent === null) continue;
    const siblings = children.get(parent);
    if (siblings === undefined) children.set(parent, [child]);
    else siblings.push(child);
  }
  let height = 0;
  let level = [groupId];
  while (level.length > 0) {
    height += 1;
    level = level.flatMap((each) => children.get(each) ?? []);
  }
  return height;
}

/** The group itself, then its ancestors up to the root. */
function* upwards(groupId: string | null, { parents }: GroupTreeState): Generator<string> {
  for (let each = groupId; each !== null; each = parents.get(each) ?? null) yield each;
}
