import type { GroupsEvent } from '@reeve/contracts';
import type { CollectionDefinition, DocumentStore } from '@reeve/document-store';
import { openMemoryDocumentStore } from '@reeve/document-store/memory';
import { indexServes } from '@reeve/document-store/testing';
import { recordedEvent } from '@reeve/testing';
import { describe, expect, it } from 'vitest';
import {
  DEFAULT_PERMISSIONS,
  GROUP_NAMES,
  GROUP_PLACES,
  GROUPS,
  GROUPS_COLLECTIONS,
  MEMBERSHIPS,
} from './groups.collections.js';
import { projectGroups } from './groups.projection.js';

const details = { createdBy: 'ada', name: 'Staff', description: '', permissions: null, data: null };
const events: readonly GroupsEvent[] = [
  { type: 'users.group-tree.placed.v1', data: { groupId: 'top', parentId: null } },
  { type: 'users.group.created.v1', data: { groupId: 'top', ...details } },
  { type: 'users.group-tree.placed.v1', data: { groupId: 'g1', parentId: 'top' } },
  { type: 'users.group.created.v1', data: { groupId: 'g1', ...details } },
  { type: 'users.group.members-added.v1', data: { groupId: 'g1', userIds: ['ada', 'bob'] } },
  { type: 'users.group.members-removed.v1', data: { groupId: 'g1', userIds: ['bob'] } },
  {
    type: 'users.group.changed.v1',
    data: { groupId: 'g1', changes: { name: { old: 'Staff', new: 'Crew' } } },
  },
  { type: 'users.group.deleted.v1', data: { groupId: 'top', name: 'Staff' } },
  { type: 'users.group-tree.left.v1', data: { groupId: 'top', parentId: null, children: ['g1'] } },
  {
    type: 'users.default-permissions.changed.v1',
    data: { permissions: { 'chat.edit': { old: null, new: false } } },
  },
  {
    type: 'users.default-permissions.changed.v1',
    data: { permissions: { 'chat.stt': { old: null, new: true } } },
  },
];

async function project(store: DocumentStore, happened: readonly GroupsEvent[]): Promise<void> {
  for (const event of happened.map((event, index) => recordedEvent(event, index))) {
    const read = (collection: CollectionDefinition, id: string) => store.collection(collection).get(id);
    await store.write(await projectGroups(event, read as never));
  }
}

/** Where the first event of a type stands in the log. */
const placeOf = (sought: GroupsEvent['type']): string =>
  String(events.findIndex(({ type }) => type === sought)).padStart(8, '0');

const everything = (store: DocumentStore) =>
  Promise.all(GROUPS_COLLECTIONS.map((each) => store.collection(each).find({ limit: 100 })));

describe('The projection of groups', () => {
  it('shows what they are, with a count of their members', async () => {
    const store = openMemoryDocumentStore(GROUPS_COLLECTIONS);
    await project(store, events);
    expect(await store.collection(GROUPS).get('g1')).toEqual({
      groupId: 'g1',
      ...details,
      name: 'Crew',
      createdAt: 3,
      updatedAt: 6,
      memberCount: 1,
      membersRevision: 5,
      deleted: false,
    });
  });

  it('counts members once when only some documents of a batch were written', async () => {
    const store = openMemoryDocumentStore(GROUPS_COLLECTIONS);
    await project(store, events.slice(0, 6));
    const added: GroupsEvent = {
      type: 'users.group.members-added.v1',
      data: { groupId: 'g1', userIds: ['cyd'] },
    };
    const read = (collection: CollectionDefinition, id: string) => store.collection(collection).get(id);
    const replayed = events.slice(4, 6).map((event, index) => recordedEvent(event, index + 4));
    const last = new Map<string, unknown>();
    const through = (collection: CollectionDefinition, id: string) =>
      last.has(id) ? Promise.resolve(last.get(id)) : read(collection, id);
    for (const event of [...replayed, recordedEvent(added, 6)]) {
      for (const { id, document } of await projectGroups(event, through as never)) last.set(id, document);
    }
    expect(last.get('g1')).toMatchObject({ memberCount: 2 });
  });

  it('shows a deleted group as that, and its children moved up once it has left the tree', async () => {
    const store = openMemoryDocumentStore(GROUPS_COLLECTIONS);
    await project(store, events.slice(0, 8));
    expect(await store.collection(GROUPS).get('top')).toMatchObject({ deleted: true });
    expect(await store.collection(GROUP_PLACES).get('g1')).toMatchObject({ parentId: 'top' });
    await project(store, events);
    expect(await store.collection(GROUP_PLACES).get('g1')).toMatchObject({ parentId: null, left: false });
    expect(await store.collection(GROUP_PLACES).get('top')).toMatchObject({ left: true });
  });

  it('says of every place which event has put it there', async () => {
    const store = openMemoryDocumentStore(GROUPS_COLLECTIONS);
    await project(store, events);
    const places = await store.collection(GROUP_PLACES).find({
      sort: [{ field: 'changed', direction: 'asc' }],
      limit: 10,
    });
    const left = placeOf('users.group-tree.left.v1');
    expect(places.map(({ document }) => document['changed'])).toEqual(places.map(() => left));
    expect(places.map(({ id }) => id)).toEqual(['g1', 'top']);
  });

  it('says of every name which event has given it, and that it is of a deleted group', async () => {
    const store = openMemoryDocumentStore(GROUPS_COLLECTIONS);
    await project(store, events);
    const described: GroupsEvent = {
      type: 'users.group.changed.v1',
      data: { groupId: 'g1', changes: { description: { old: '', new: 'All of us' } } },
    };

    await project(store, [...events, described]);

    const names = store.collection(GROUP_NAMES);
    expect(await names.get('g1')).toEqual({
      name: 'Crew',
      deleted: false,
      changed: placeOf('users.group.changed.v1'),
    });
    expect(await names.get('top')).toEqual({
      name: 'Staff',
      deleted: true,
      changed: placeOf('users.group.deleted.v1'),
    });
  });

  it('shows the leaves of the default permissions that were ever stored', async () => {
    const store = openMemoryDocumentStore(GROUPS_COLLECTIONS);
    await project(store, events);
    expect(await store.collection(DEFAULT_PERMISSIONS).get('default')).toEqual({
      stored: { 'chat.edit': false, 'chat.stt': true },
    });
  });

  it('comes to the same documents when events are projected again', async () => {
    const [once, again] = [1, 2].map(() => openMemoryDocumentStore(GROUPS_COLLECTIONS));
    if (once === undefined || again === undefined) throw new Error('two stores');
    await project(once, events);
    await project(again, events.slice(0, 6));
    await project(again, events);
    expect(await everything(again)).toEqual(await everything(once));
  });

  it('lets events of others and of later versions pass', async () => {
    const store = openMemoryDocumentStore(GROUPS_COLLECTIONS);
    await project(store, [{ type: 'users.group.archived.v9', data: {} } as never]);
    expect((await everything(store)).flat()).toEqual([]);
  });

  it('stands still at a change of a group that was never created', async () => {
    const store = openMemoryDocumentStore(GROUPS_COLLECTIONS);
    await expect(project(store, events.slice(4, 5))).rejects.toThrow('never created');
  });
});

describe('The indexes of groups', () => {
  const ascending = (field: string) => [{ field, direction: 'asc' as const }];

  it('serve every query', () => {
    const after = { gt: 'x' };
    for (const [collection, query] of [
      [GROUPS, { where: { deleted: false, groupId: after }, sort: ascending('groupId') }],
      [GROUPS, { where: { deleted: false }, sort: ascending('groupId') }],
      [GROUPS, { where: { deleted: false, name: 'Staff' }, sort: [] }],
      [GROUP_NAMES, { where: { changed: { gt: '1' } }, sort: ascending('changed') }],
      [GROUP_PLACES, { where: { changed: { gt: '1' } }, sort: ascending('changed') }],
      [MEMBERSHIPS, { where: { groupId: 'g1', active: true }, sort: ascending('userId') }],
      [MEMBERSHIPS, { where: { groupId: 'g1', active: true, userId: after }, sort: ascending('userId') }],
    ] as const) {
      expect([collection.name, query, indexServes(collection, query)]).toEqual([
        collection.name,
        query,
        true,
      ]);
    }
  });
});
