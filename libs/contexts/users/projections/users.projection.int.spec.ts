import type { EventMetadata, UsersEvent } from '@reeve/contracts';
import type { DocumentStore } from '@reeve/document-store';
import { openMemoryDocumentStore } from '@reeve/document-store/memory';
import type { RecordedEvent } from '@reeve/event-store';
import { describe, expect, it } from 'vitest';
import { SESSIONS, USERS } from './users.collections.js';
import { usersProjection } from './users.projection.js';

const SEALED = { name: 'sealed name', email: 'sealed e-mail', profileImageUrl: 'sealed image' };
const events: readonly UsersEvent[] = [
  {
    type: 'users.user.registered.v1',
    data: {
      userId: 'ada',
      ...SEALED,
      emailFingerprint: 'f00d',
      passwordHash: 'sealed hash',
      role: 'pending',
      source: 'sign-up',
    },
  },
  { type: 'users.primary-administrator.claimed.v1', data: { userId: 'ada' } },
  {
    type: 'users.user.role-changed.v1',
    data: { userId: 'ada', role: { old: 'pending', new: 'admin' }, reason: 'primary-administrator' },
  },
  {
    type: 'users.session.started.v1',
    data: { sessionId: 's1', userId: 'ada', method: 'password', startedAt: 100, expiresAt: 200 },
  },
  { type: 'users.session.ended.v1', data: { sessionId: 's1', userId: 'ada', reason: 'sign-out' } },
  { type: 'users.session.ended.v1', data: { sessionId: 's2', userId: 'ada', reason: 'sign-out' } },
];

/** The n-th event happened n seconds after the epoch. */
function recorded({ type, data }: UsersEvent, index: number): RecordedEvent {
  const metadata: Partial<EventMetadata> = { occurredAt: new Date(index * 1000 + 999).toISOString() };
  return {
    id: `event-${String(index)}`,
    type,
    data,
    metadata: metadata as RecordedEvent['metadata'],
    stream: 'any',
    revision: 0,
    position: String(index).padStart(8, '0') as RecordedEvent['position'],
    recordedAt: '2026-01-01T00:00:00.000Z',
  };
}

async function project(store: DocumentStore, happened: readonly UsersEvent[]): Promise<void> {
  for (const event of happened.map(recorded)) {
    const read = (collection: typeof USERS, id: string) => store.collection(collection).get(id);
    await store.write(await usersProjection.project(event, read as never));
  }
}

async function everything(store: DocumentStore) {
  return {
    users: await store.collection(USERS).find({ limit: 100 }),
    sessions: await store.collection(SESSIONS).find({ limit: 100 }),
  };
}

const ada = {
  ...SEALED,
  emailFingerprint: 'f00d',
  passwordHash: 'sealed hash',
  role: 'admin',
  primaryAdministrator: true,
  createdAt: 0,
};

describe('The users projection', () => {
  it('shows users by id and by e-mail', async () => {
    const store = openMemoryDocumentStore(usersProjection.collections);
    await project(store, events);
    expect(await store.collection(USERS).get('ada')).toEqual(ada);
    const found = await store.collection(USERS).find({ where: { emailFingerprint: 'f00d' }, limit: 2 });
    expect(found.map(({ id }) => id)).toEqual(['ada']);
  });

  it('shows sessions that were started here, and those that were only ended here', async () => {
    const store = openMemoryDocumentStore(usersProjection.collections);
    await project(store, events);
    expect((await everything(store)).sessions).toEqual([
      { id: 's1', document: { userId: 'ada', startedAt: 100, expiresAt: 200, endedAt: 4 } },
      { id: 's2', document: { userId: 'ada', startedAt: null, expiresAt: null, endedAt: 5 } },
    ]);
  });

  it('comes to the same documents when events are projected again', async () => {
    const [once, again] = [1, 2].map(() => openMemoryDocumentStore(usersProjection.collections));
    if (once === undefined || again === undefined) throw new Error('two stores');
    await project(once, events);
    await project(again, events.slice(0, 4));
    await project(again, events);
    expect(await everything(again)).toEqual(await everything(once));
  });

  it('lets events of a later version pass', async () => {
    const store = openMemoryDocumentStore(usersProjection.collections);
    await project(store, [...events, { type: 'users.user.renamed.v9', data: {} } as never]);
    expect((await everything(store)).users).toHaveLength(1);
  });

  it('stands still at a change of somebody who was never registered', async () => {
    const store = openMemoryDocumentStore(usersProjection.collections);
    await expect(project(store, events.slice(2, 3))).rejects.toThrow('never registered');
  });
});
