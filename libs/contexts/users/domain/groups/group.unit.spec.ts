import type { GroupEvent } from '@reeve/contracts';
import { DeciderSpecification } from '@reeve/testing';
import { describe, it } from 'vitest';
import { groupDecider } from './group.js';
import type { ChangeGroup } from './group.js';

const details = {
  name: 'Staff',
  description: 'Everybody here',
  permissions: { chat: { edit: true } },
  data: { config: { share: 'members' } },
} as const;
const create = { kind: 'create', groupId: 'g1', createdBy: 'ada', ...details } as const;
const created: GroupEvent = {
  type: 'users.group.created.v1',
  data: { groupId: 'g1', createdBy: 'ada', ...details },
};
const change = (changes: Partial<ChangeGroup> = {}): ChangeGroup => ({
  kind: 'change',
  groupId: 'g1',
  ...details,
  permissions: null,
  data: null,
  nameReserved: false,
  ...changes,
});
const changed = (changes: object): GroupEvent =>
  ({ type: 'users.group.changed.v1', data: { groupId: 'g1', changes } }) as GroupEvent;
const add = (userIds: readonly string[], membersAsOf: number) =>
  ({ kind: 'add-members', groupId: 'g1', userIds, membersAsOf }) as const;
const remove = (userIds: readonly string[], membersAsOf: number) =>
  ({ kind: 'remove-members', groupId: 'g1', userIds, membersAsOf }) as const;
const added = (...userIds: readonly string[]): GroupEvent => ({
  type: 'users.group.members-added.v1',
  data: { groupId: 'g1', userIds },
});
const removed = (...userIds: readonly string[]): GroupEvent => ({
  type: 'users.group.members-removed.v1',
  data: { groupId: 'g1', userIds },
});
const deleted: GroupEvent = { type: 'users.group.deleted.v1', data: { groupId: 'g1', name: 'Staff' } };
const { given } = DeciderSpecification.for(groupDecider);

describe('A group', () => {
  it('is created once', () => {
    given([]).when(create).then([created]);
    given([created]).when(create).thenThrows('GROUPS-ALREADY-EXISTS');
    given([created, deleted]).when(create).thenThrows('GROUPS-ALREADY-EXISTS');
  });

  it('changes field by field, from what it was', () => {
    given([created])
      .when(change({ description: 'All', permissions: { chat: { edit: false } } }))
      .then([
        changed({
          description: { old: 'Everybody here', new: 'All' },
          permissions: { old: { chat: { edit: true } }, new: { chat: { edit: false } } },
        }),
      ]);
  });

  it('does not change to what it is', () => {
    given([created]).when(change()).thenNothing();
    given([created])
      .when(change({ permissions: { chat: { edit: true } }, data: { config: { share: 'members' } } }))
      .thenNothing();
  });

  it('has its data and the configuration in it merged', () => {
    given([created])
      .when(change({ data: { colour: 'red', config: { default_models: ['m1'] } } }))
      .then([
        changed({
          data: {
            old: { config: { share: 'members' } },
            new: { colour: 'red', config: { share: 'members', default_models: ['m1'] } },
          },
        }),
      ]);
  });

  it('takes another name only when that was made sure of', () => {
    given([created])
      .when(change({ name: 'Crew', nameReserved: true }))
      .then([changed({ name: { old: 'Staff', new: 'Crew' } })]);
    given([created])
      .when(change({ name: 'Crew' }))
      .thenThrows('GROUPS-RENAMED-MEANWHILE');
    given([created, changed({ name: { old: 'Staff', new: 'Crew' } })])
      .when(change())
      .thenThrows('GROUPS-RENAMED-MEANWHILE');
  });

  it('is deleted once, with the name it has', () => {
    given([created]).when({ kind: 'delete', groupId: 'g1' }).then([deleted]);
    given([created, deleted]).when({ kind: 'delete', groupId: 'g1' }).thenThrows('GROUPS-NOT-FOUND');
    given([]).when({ kind: 'delete', groupId: 'g1' }).thenThrows('GROUPS-NOT-FOUND');
  });

  it('that is deleted does not change and takes nobody in', () => {
    given([created, deleted]).when(change()).thenThrows('GROUPS-NOT-FOUND');
    given([created, deleted])
      .when(add(['ada'], -1))
      .thenThrows('GROUPS-NOT-FOUND');
    given([created, deleted])
      .when(remove(['ada'], -1))
      .thenThrows('GROUPS-NOT-FOUND');
  });
});

describe('Members', () => {
  it('come and go, as looked up after the last who came or went', () => {
    given([created])
      .when(add(['ada', 'bob'], -1))
      .then([added('ada', 'bob')]);
    given([created, added('ada')])
      .when(remove(['ada'], 1))
      .then([removed('ada')]);
    given([created, added('ada'), changed({ description: { old: 'a', new: 'b' } })])
      .when(add(['bob'], 1))
      .then([added('bob')]);
  });

  it('that others have changed meanwhile have to be looked up again', () => {
    given([created, added('ada')])
      .when(add(['ada'], -1))
      .thenNothing();
    given([created, added('ada'), removed('ada')])
      .when(remove(['ada'], 1))
      .thenNothing();
  });

  it('of whom none comes or goes are no event', () => {
    given([created]).when(add([], -1)).thenNothing();
  });
});
