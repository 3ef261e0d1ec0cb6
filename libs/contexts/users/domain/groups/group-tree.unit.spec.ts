import { ReeveError } from '@reeve/contracts';
import type { GroupTreeEvent } from '@reeve/contracts';
import { DeciderSpecification } from '@reeve/testing';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupTreeDecider, MAX_GROUP_DEPTH } from './group-tree.js';
import type { GroupTreeCommand, GroupTreeState } from './group-tree.js';

const placed = (groupId: string, parentId: string | null): GroupTreeEvent => ({
  type: 'users.group-tree.placed.v1',
  data: { groupId, parentId },
});
const moved = (groupId: string, old: string | null, now: string | null): GroupTreeEvent => ({
  type: 'users.group-tree.moved.v1',
  data: { groupId, parent: { old, new: now } },
});
const left = (groupId: string, parentId: string | null, children: readonly string[]): GroupTreeEvent => ({
  type: 'users.group-tree.left.v1',
  data: { groupId, parentId, children },
});
const place = (groupId: string, parentId: string | null) => ({ kind: 'place', groupId, parentId }) as const;
const move = (groupId: string, parentId: string | null) => ({ kind: 'move', groupId, parentId }) as const;
const leave = (groupId: string) => ({ kind: 'leave', groupId }) as const;

/** a over b over c, and d beside them. */
const FAMILY = [placed('a', null), placed('b', 'a'), placed('c', 'b'), placed('d', null)];
const { given } = DeciderSpecification.for(groupTreeDecider);

describe('A group', () => {
  it('takes its place at the top or under a group that is there', () => {
    given([])
      .when(place('a', null))
      .then([placed('a', null)]);
    given([placed('a', null)])
      .when(place('b', 'a'))
      .then([placed('b', 'a')]);
  });

  it('takes no place twice', () => {
    given([placed('a', null)])
      .when(place('a', null))
      .thenThrows('GROUPS-ALREADY-EXISTS');
  });

  it('has no parent that is not there, or that is no id', () => {
    given([]).when(place('b', 'a')).thenThrows('GROUPS-PARENT-NOT-FOUND');
    given([]).when(place('b', '')).thenThrows('GROUPS-PARENT-INVALID');
    given(FAMILY).when(move('b', 'z')).thenThrows('GROUPS-PARENT-NOT-FOUND');
    given(FAMILY).when(move('b', '')).thenThrows('GROUPS-PARENT-INVALID');
  });

  it('moves with everything below it', () => {
    given(FAMILY)
      .when(move('b', 'd'))
      .then([moved('b', 'a', 'd')]);
    given(FAMILY)
      .when(move('b', null))
      .then([moved('b', 'a', null)]);
  });

  it('does not move to where it is', () => {
    given(FAMILY).when(move('b', 'a')).thenNothing();
    given(FAMILY).when(move('a', null)).thenNothing();
  });

  it('is never its own ancestor', () => {
    given(FAMILY).when(move('a', 'a')).thenThrows('GROUPS-PARENT-INVALID');
    given(FAMILY).when(move('a', 'b')).thenThrows('GROUPS-PARENT-INVALID');
    given(FAMILY).when(move('a', 'c')).thenThrows('GROUPS-PARENT-INVALID');
  });

  it('that is not there does not move', () => {
    given([]).when(move('a', null)).thenThrows('GROUPS-NOT-FOUND');
  });

  it('leaves its children to its parent', () => {
    given(FAMILY)
      .when(leave('b'))
      .then([left('b', 'a', ['c'])]);
    given(FAMILY)
      .when(leave('a'))
      .then([left('a', null, ['b'])]);
    given([...FAMILY, left('b', 'a', ['c'])])
      .when(move('c', 'a'))
      .thenNothing();
  });

  it('leaves once', () => {
    given([...FAMILY, left('b', 'a', ['c'])])
      .when(leave('b'))
      .thenNothing();
  });
});

describe('The depth of the tree', () => {
  const chain = (prefix: string, length: number) =>
    Array.from({ length }, (_, index) =>
      placed(`${prefix}${String(index)}`, index === 0 ? null : `${prefix}${String(index - 1)}`),
    );

  it('is bounded where a group is placed', () => {
    const deepest = `a${String(MAX_GROUP_DEPTH - 1)}`;
    given(chain('a', MAX_GROUP_DEPTH)).when(place('x', deepest)).thenThrows('GROUPS-TOO-DEEP');
  });

  it('is bounded where a group is moved with all that is below it', () => {
    const groups = [...chain('a', MAX_GROUP_DEPTH - 2), ...chain('b', 3)];
    const lowest = `a${String(MAX_GROUP_DEPTH - 3)}`;
    given(groups).when(move('b0', lowest)).thenThrows('GROUPS-TOO-DEEP');
    given(groups)
      .when(move('b1', lowest))
      .then([moved('b1', 'b0', lowest)]);
  });
});

const name = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
const commands = fc.array(
  fc.oneof(
    fc.record({ kind: fc.constant('place' as const), groupId: name, parentId: fc.option(name) }),
    fc.record({ kind: fc.constant('move' as const), groupId: name, parentId: fc.option(name) }),
    fc.record({ kind: fc.constant('leave' as const), groupId: name }),
  ),
  { maxLength: 40 },
);

describe('Whatever is asked of the tree', () => {
  it('it stays a tree, and can be told again from its events alone', () => {
    fc.assert(
      fc.property(commands, (sequence) => {
        const { state, events } = history(sequence);
        const told = events.reduce(
          (current, event) => groupTreeDecider.evolve(current, event),
          groupTreeDecider.initialState,
        );
        expect(parentsOf(told)).toEqual(parentsOf(state));
        for (const group of parentsOf(state).keys()) expect(reachesTop(group, parentsOf(state))).toBe(true);
      }),
    );
  });

  it('is decided in a time that 10,000 groups 50 deep do not make long', () => {
    let state = groupTreeDecider.initialState;
    const began = performance.now();
    for (let index = 0; index < 10_000; index++) {
      const parentId = index % 50 === 0 ? null : String(index - 1);
      for (const event of groupTreeDecider.decide(place(String(index), parentId), state)) {
        state = groupTreeDecider.evolve(state, event);
      }
    }
    expect(state.parents.size).toBe(10_000);
    groupTreeDecider.decide(move('51', '0'), state);
    // Some 100 ms; a map copied whole for each would take minutes.
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});

function history(sequence: readonly GroupTreeCommand[]) {
  let state = groupTreeDecider.initialState;
  const events: GroupTreeEvent[] = [];
  for (const command of sequence) {
    try {
      for (const event of groupTreeDecider.decide(command, state)) {
        state = groupTreeDecider.evolve(state, event);
        events.push(event);
      }
    } catch (error) {
      if (!(error instanceof ReeveError)) throw error;
    }
  }
  return { state, events };
}

const parentsOf = ({ parents }: GroupTreeState) => new Map(parents.entries());

function reachesTop(group: string, parents: ReadonlyMap<string, string | null>): boolean {
  let each: string | null | undefined = group;
  for (let steps = 0; steps <= parents.size; steps++) {
    each = parents.get(each);
    if (each === null) return true;
    if (each === undefined) return false;
  }
  return false;
}
