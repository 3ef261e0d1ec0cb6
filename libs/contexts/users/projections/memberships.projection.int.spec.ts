import type { EventMetadata, GroupsEvent, UsersEvent } from '@reeve/contracts';
import type { CollectionDefinition } from '@reeve/document-store';
import { openMemoryDocumentStore } from '@reeve/document-store/memory';
import type { RecordedEvent } from '@reeve/event-store';
import { describe, expect, it } from 'vitest';
import { GROUPS_OF_USERS, MEMBERSHIPS } from './groups.collections.js';
import { followPeople, projectMemberships } from './memberships.projection.js';
import { USERS, USERS_PROCESSES } from './users.collections.js';

type Event = UsersEvent | GroupsEvent;
const COLLECTIONS = [GROUPS_OF_USERS, USERS_PROCESSES];
const OTHERS = [MEMBERSHIPS, USERS];

const added = (groupId: string, ...userIds: string[]): Event => ({
  type: 'users.group.members-added.v1',
  data: { groupId, userIds },
});
const removed = (groupId: string, ...userIds: string[]): Event => ({
  type: 'users.group.members-removed.v1',
  data: { groupId, userIds },
});
const deleted = (userId: string): Event => ({
  type: 'users.user.deleted.v1',
  data: { userId, emailFingerprint: 'f', role: 'user', standing: 'active', erase: false },
});
const groupDeleted = (groupId: string): Event => ({
  type: 'users.group.deleted.v1',
  data: { groupId, name: 'Staff' },
});

/** @param runs how far the log is projected each time, from its beginning. */
async function documents(happened: readonly Event[], ...runs: readonly number[]) {
  const store = openMemoryDocumentStore([...COLLECTIONS, ...OTHERS]);
  const read = (collection: CollectionDefinition, id: string) => store.collection(collection).get(id);
  for (const upTo of [...runs, happened.length]) {
    for (const [index, { type, data }] of happened.slice(0, upTo).entries()) {
      const recorded = {
        type,
        data,
        metadata: { occurredAt: new Date(0).toISOString() } as Partial<EventMetadata>,
        position: String(index).padStart(8, '0'),
      } as unknown as RecordedEvent;
      await store.write(await projectMemberships(recorded, { type, data } as Event, read as never));
    }
  }
  const all = await Promise.all(COLLECTIONS.map((each) => store.collection(each).find({ limit: 100 })));
  return Object.fromEntries(all.flat().map(({ id, document }) => [id, document]));
}

describe('The groups of a person', () => {
  it('are those they came to and have not left, in this order', async () => {
    expect(
      await documents([
        added('g1', 'ada', 'bob'),
        added('g2', 'ada'),
        removed('g1', 'bob'),
        added('g1', 'bob'),
      ]),
    ).toEqual({
      ada: { groupIds: ['g1', 'g2'], deletedAt: null, defaultGroupId: null },
      bob: { groupIds: ['g1'], deletedAt: null, defaultGroupId: null },
    });
  });

  it('are the same when events are projected again', async () => {
    const happened = [
      added('g1', 'ada'),
      added('g2', 'ada'),
      removed('g1', 'ada'),
      deleted('ada'),
      removed('g2', 'ada'),
      added('g1', 'ada'),
      added('g3', 'bob'),
    ];
    for (let upTo = 0; upTo < happened.length; upTo++) {
      expect(await documents(happened, upTo)).toEqual(await documents(happened));
    }
  });
});

describe('Departures from a group', () => {
  const open = (...userIds: string[]) => ({
    'departures-g1': { kind: 'departures', groupId: 'g1', userIds, open: userIds.length > 0 },
  });

  it('are of those who were added after they were deleted, until they have left', async () => {
    const happened = [deleted('bob'), added('g1', 'ada', 'bob')];
    expect(await documents(happened)).toMatchObject(open('bob'));
    expect(await documents([...happened, removed('g1', 'ada')])).toMatchObject(open('bob'));
    expect(await documents([...happened, removed('g1', 'bob')])).toMatchObject(open());
    expect(await documents([...happened, groupDeleted('g1')])).toMatchObject(open());
  });

  it('are none of those who were deleted as members', async () => {
    const happened = [added('g1', 'bob'), deleted('bob')];
    expect(Object.keys(await documents(happened))).toEqual(['bob']);
    // Projected again, their deletion is known already.
    expect(Object.keys(await documents(happened, 2))).toEqual(['bob']);
  });
});

describe('A membership', () => {
  const ada = {
    name: 'Ada',
    email: 'ada@example.com',
    role: 'user',
    standing: 'active',
    createdAt: 1,
    updatedAt: 2,
  };
  const recorded = (position: string) => ({ position }) as unknown as RecordedEvent;
  const membership = { groupId: 'g1', userId: 'ada', active: true };

  async function membershipOf(person: object, then: readonly object[]) {
    const store = openMemoryDocumentStore([...COLLECTIONS, ...OTHERS]);
    const read = ((collection: CollectionDefinition, id: string) =>
      store.collection(collection).get(id)) as never;
    const put = (document: object, position: string) =>
      ({ kind: 'put', collection: USERS.name, id: 'ada', document, seen: position }) as never;
    await store.write([put(person, '1')]);
    const event = added('g1', 'ada');
    await store.write(await projectMemberships({ ...recorded('2'), ...event }, event, read));
    for (const [index, document] of then.entries()) {
      const position = String(index + 3);
      await store.write(await followPeople(recorded(position), [put(document, position)], read));
    }
    return await store.collection(MEMBERSHIPS).get('g1/ada');
  }

  it('bears what its person is listed by, as that changes', async () => {
    expect(await membershipOf({ ...ada, passwordHash: 'sealed' }, [])).toEqual({ ...membership, ...ada });
    const renamed = { ...ada, name: 'Countess', updatedAt: 9 };
    expect(await membershipOf(ada, [renamed])).toEqual({ ...membership, ...renamed });
  });

  it('is in no list any more when its person is deleted', async () => {
    expect(await membershipOf(ada, [{ deletedAt: 5 }])).toEqual(membership);
    expect(await membershipOf({ deletedAt: 5 }, [])).toEqual(membership);
  });
});
