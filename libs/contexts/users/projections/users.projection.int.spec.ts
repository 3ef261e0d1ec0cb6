import type { UsersEvent } from '@reeve/contracts';
import type { DocumentStore } from '@reeve/document-store';
import { openMemoryDocumentStore } from '@reeve/document-store/memory';
import type { RecordedEvent } from '@reeve/event-store';
import { recordedEvent } from '@reeve/testing';
import { describe, expect, it } from 'vitest';
import { API_KEYS } from './api-keys.collections.js';
import { countOf, readTally } from './tally.js';
import { LINKED_IDENTITIES, SESSIONS, USERS, USERS_ACTIVITY, USERS_PROCESSES } from './users.collections.js';
import { createUsersProjection, usersCollections } from './users.projection.js';

/** What is sealed opens as what it says it is; what was erased does not. */
const sealing = {
  unseal: (_purpose: string, sealed: string) =>
    Promise.resolve(sealed.includes('erased') ? undefined : sealed.replace('sealed ', '')),
};
const usersProjection = createUsersProjection(sealing);

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
    data: {
      sessionId: 's1',
      userId: 'ada',
      method: 'password',
      startedAt: 100,
      expiresAt: 200,
      sessionStamp: 'ada',
    },
  },
  { type: 'users.session.ended.v1', data: { sessionId: 's1', userId: 'ada', reason: 'sign-out' } },
  { type: 'users.session.ended.v1', data: { sessionId: 's2', userId: 'ada', reason: 'sign-out' } },
];

const ACTOR = { kind: 'user', id: 'ada', role: 'pending', origin: 'sealed origin' } as const;

const recorded = (event: UsersEvent, index: number): RecordedEvent =>
  recordedEvent(event, index, { actor: ACTOR });

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
    activity: await store.collection(USERS_ACTIVITY).find({ limit: 100 }),
    processes: await store.collection(USERS_PROCESSES).find({ limit: 100 }),
    tally: await tallyIn(store),
    identities: await store.collection(LINKED_IDENTITIES).find({ limit: 100 }),
  };
}

const tallyIn = (store: DocumentStore) =>
  readTally((collection, id) => store.collection<never>(collection).get(id));

const ada = {
  emailFingerprint: 'f00d',
  name: 'name',
  email: 'e-mail',
  profileImageUrl: 'image',
  profileImageRevision: null,
  passwordHash: 'sealed hash',
  role: 'admin',
  standing: 'active',
  primaryAdministrator: true,
  sessionStamp: 'ada',
  createdAt: 0,
  updatedAt: 2,
  bio: null,
  timezone: null,
  status: null,
  gender: null,
  dateOfBirth: null,
  settings: null,
  info: null,
  variables: null,
  identities: null,
};
const started = {
  userId: 'ada',
  provider: null,
  sessionStamp: 'ada',
  startedAt: 100,
  expiresAt: 200,
  origin: 'sealed origin',
};
const startedElsewhere = { ...started, startedAt: null, expiresAt: null, origin: null };
const NEVER = 253_402_300_799;
const changed: UsersEvent = {
  type: 'users.password.changed.v1',
  data: {
    userId: 'ada',
    passwordHash: 'sealed new hash',
    sessionStamp: { old: 'ada', new: 'stamp' },
    keptSessionId: 's3',
    source: 'owner',
  },
};
const created: UsersEvent = {
  type: 'users.api-key.created.v1',
  data: {
    userId: 'ada',
    keyId: 'k1',
    hash: 'hash',
    ending: '4f1c',
    name: 'sealed name',
    createdAt: 50,
    expiresAt: null,
    allowedPaths: null,
  },
};
const key = {
  userId: 'ada',
  hash: 'hash',
  ending: '4f1c',
  name: 'sealed name',
  createdAt: 50,
  expiresAt: null,
  allowedPaths: null,
};

const registered = (userId: string, image = SEALED.profileImageUrl): UsersEvent => ({
  type: 'users.user.registered.v1',
  data: {
    userId,
    ...SEALED,
    profileImageUrl: image,
    emailFingerprint: `f-${userId}`,
    passwordHash: 'sealed hash',
    role: 'user',
    source: 'administrator',
  },
});
const linked = (userId: string, provider: string, subject: string): UsersEvent => ({
  type: 'users.identity.linked.v1',
  data: { identityFingerprint: `f-${subject}`, userId, provider, subject: `sealed ${subject}` },
});
const deleted = (userId: string): UsersEvent => ({
  type: 'users.user.deleted.v1',
  data: { userId, emailFingerprint: `f-${userId}`, role: 'user', standing: 'disabled', erase: true },
});
const change = (field: string) => ({ old: `sealed old ${field}`, new: `sealed new ${field}` });

describe('The users projection', () => {
  it('shows users by id and by e-mail', async () => {
    const store = openMemoryDocumentStore(usersCollections);
    await project(store, events);
    expect(await store.collection(USERS).get('ada')).toEqual(ada);
    const found = await store.collection(USERS).find({ where: { emailFingerprint: 'f00d' }, limit: 2 });
    expect(found.map(({ id }) => id)).toEqual(['ada']);
  });

  it('shows sessions that were started here, and those that were only ended here', async () => {
    const store = openMemoryDocumentStore(usersCollections);
    await project(store, events);
    expect((await everything(store)).sessions).toEqual([
      { id: 's1', document: { ...started, endedAt: 4, activeUntil: 0 } },
      { id: 's2', document: { ...startedElsewhere, endedAt: 5, activeUntil: 0 } },
    ]);
  });

  it('shows until when sessions go on, and whose place they were started from', async () => {
    const store = openMemoryDocumentStore(usersCollections);
    const forBob: UsersEvent = {
      type: 'users.session.started.v1',
      data: { sessionId: 's9', userId: 'bob', method: 'system', startedAt: 100, expiresAt: null },
    };
    await project(store, [...events.slice(0, 4), forBob]);
    expect((await everything(store)).sessions.map(({ document }) => document)).toEqual([
      { ...started, endedAt: null, activeUntil: 200 },
      {
        userId: 'bob',
        provider: null,
        sessionStamp: 'bob',
        startedAt: 100,
        expiresAt: null,
        endedAt: null,
        activeUntil: NEVER,
        origin: null,
      },
    ]);
  });

  it('shows which sessions were started with the identity provider', async () => {
    const store = openMemoryDocumentStore(usersCollections);
    const withProvider: UsersEvent = {
      type: 'users.session.started.v1',
      data: { sessionId: 's9', userId: 'ada', method: 'oauth', startedAt: 100, expiresAt: null },
    };
    await project(store, [...events.slice(0, 4), withProvider]);
    const { sessions } = await everything(store);
    expect(sessions.map(({ id, document }) => [id, document['provider']])).toEqual([
      ['s1', null],
      ['s9', 'oidc'],
    ]);
  });

  it('shows a new password and stamp, and the session that goes on under it', async () => {
    const store = openMemoryDocumentStore(usersCollections);
    await project(store, [...events.slice(0, 4), changed]);
    const { users, sessions } = await everything(store);
    expect(users.map(({ document }) => document)).toEqual([
      { ...ada, passwordHash: 'sealed new hash', sessionStamp: 'stamp' },
    ]);
    expect(sessions).toEqual([
      { id: 's1', document: { ...started, endedAt: null, activeUntil: 200 } },
      {
        id: 's3',
        document: { ...startedElsewhere, sessionStamp: 'stamp', endedAt: null, activeUntil: NEVER },
      },
    ]);
  });

  it('shows a stronger hash, and a stamp that changed alone', async () => {
    const store = openMemoryDocumentStore(usersCollections);
    await project(store, [
      ...events.slice(0, 3),
      { type: 'users.password.rehashed.v1', data: { userId: 'ada', passwordHash: 'sealed stronger hash' } },
      {
        type: 'users.session.all-ended.v1',
        data: {
          userId: 'ada',
          sessionStamp: { old: 'ada', new: 'stamp' },
          keptSessionId: null,
          source: 'administrator',
        },
      },
    ]);
    expect(await everything(store)).toMatchObject({
      users: [{ document: { ...ada, passwordHash: 'sealed stronger hash', sessionStamp: 'stamp' } }],
      sessions: [],
    });
  });

  it('shows API keys, and those that were deleted as that', async () => {
    const store = openMemoryDocumentStore(usersCollections);
    await project(store, [registered('ada'), created]);
    expect(await store.collection(API_KEYS).get('k1')).toEqual({ ...key, deletedAt: null });
    await project(store, [
      registered('ada'),
      created,
      { type: 'users.api-key.deleted.v1', data: { userId: 'ada', keyId: 'k1', reason: 'owner' } },
    ]);
    expect(await store.collection(API_KEYS).get('k1')).toEqual({ ...key, deletedAt: 2 });
  });

  it('shows a key that was made after its owner was deleted as deleted', async () => {
    const store = openMemoryDocumentStore(usersCollections);
    const deleted = {
      userId: 'ada',
      emailFingerprint: 'f',
      role: 'user',
      standing: 'active',
      erase: false,
    } as const;
    await project(store, [registered('ada'), { type: 'users.user.deleted.v1', data: deleted }, created]);
    expect(await store.collection(API_KEYS).get('k1')).toEqual({ ...key, deletedAt: 2 });
  });

  it('comes to the same documents when events are projected again', async () => {
    const [once, again] = [1, 2].map(() => openMemoryDocumentStore(usersCollections));
    if (once === undefined || again === undefined) throw new Error('two stores');
    await project(once, events);
    await project(again, events.slice(0, 4));
    await project(again, events);
    expect(await everything(again)).toEqual(await everything(once));
  });

  it('lets events of a later version pass', async () => {
    const store = openMemoryDocumentStore(usersCollections);
    await project(store, [...events, { type: 'users.user.renamed.v9', data: {} } as never]);
    expect((await everything(store)).users).toHaveLength(1);
  });

  it('stands still at a change of somebody who was never registered', async () => {
    const store = openMemoryDocumentStore(usersCollections);
    await expect(project(store, events.slice(2, 3))).rejects.toThrow('never registered');
  });

  it('shows what lists show in clear, and nothing else', async () => {
    const store = openMemoryDocumentStore(usersCollections);
    const userId = 'bob';
    await project(store, [
      registered(userId),
      { type: 'users.user.renamed.v1', data: { userId, name: change('name') } },
      {
        type: 'users.user.email-changed.v1',
        data: { userId, email: change('e-mail'), emailFingerprint: { old: 'f-bob', new: 'f-new' } },
      },
      {
        type: 'users.user.profile-changed.v1',
        data: { userId, profile: { bio: change('bio'), gender: change('gender') } },
      },
      { type: 'users.user.status-changed.v1', data: { userId, status: change('status') } },
      { type: 'users.user.settings-changed.v1', data: { userId, settings: change('settings') } },
      { type: 'users.user.disabled.v1', data: { userId, role: 'user' } },
    ]);
    expect(await store.collection(USERS).get(userId)).toMatchObject({
      name: 'new name',
      email: 'new e-mail',
      emailFingerprint: 'f-new',
      bio: 'new bio',
      status: 'new status',
      gender: 'sealed new gender',
      settings: 'sealed new settings',
      passwordHash: 'sealed hash',
      standing: 'disabled',
      createdAt: 0,
      updatedAt: 6,
    });
  });

  it('says where an image is, and does not have it', async () => {
    const store = openMemoryDocumentStore(usersCollections);
    await project(store, [registered('bob', 'sealed data:image/png;base64,AAAA')]);
    const user = await store.collection(USERS).get('bob');
    expect(user).toMatchObject({ profileImageUrl: null, profileImageRevision: 0 });
    expect(JSON.stringify(user)).not.toContain('data:');
  });

  it('says who somebody is at an identity provider, linked before they were registered or after', async () => {
    const store = openMemoryDocumentStore(usersCollections);
    const identitiesOf = async (id: string) => (await store.collection(USERS).get(id))?.['identities'];
    await project(store, [
      linked('bob', 'oidc', 'b1'),
      registered('bob'),
      registered('ada'),
      linked('ada', 'oidc', 'a1'),
      linked('ada', 'other', 'a2'),
    ]);
    expect(await identitiesOf('bob')).toEqual({ oidc: 'b1' });
    expect(await identitiesOf('ada')).toEqual({ oidc: 'a1', other: 'a2' });
  });

  it('says that of nobody who was deleted, not even while they were being linked', async () => {
    const [before, after] = [1, 2].map(() => openMemoryDocumentStore(usersCollections));
    if (before === undefined || after === undefined) throw new Error('two stores');
    await project(before, [linked('bob', 'oidc', 'b1'), registered('bob'), deleted('bob')]);
    await project(after, [registered('bob'), deleted('bob'), linked('bob', 'oidc', 'b1')]);
    for (const store of [before, after]) {
      expect(JSON.stringify(await everything(store))).not.toContain('b1');
    }
  });

  it('has nothing left of somebody who was deleted, and can be made again without their key', async () => {
    const [before, after] = [1, 2].map(() => openMemoryDocumentStore(usersCollections));
    if (before === undefined || after === undefined) throw new Error('two stores');
    const happened: UsersEvent[] = [
      registered('bob'),
      { type: 'users.user.disabled.v1', data: { userId: 'bob', role: 'user' } },
      deleted('bob'),
    ];
    await project(before, happened);
    expect((await everything(before)).users).toEqual([{ id: 'bob', document: { deletedAt: 2 } }]);
    expect((await everything(before)).activity).toEqual([{ id: 'bob', document: { lastActiveAt: null } }]);

    const erased = happened.map(
      (event) => JSON.parse(JSON.stringify(event).replaceAll('sealed', 'erased')) as UsersEvent,
    );
    await project(after, erased);
    expect(await everything(after)).toEqual(await everything(before));
  });

  it('counts everybody once, by role and standing, also over events it has seen', async () => {
    const store = openMemoryDocumentStore(usersCollections);
    const happened: UsersEvent[] = [
      ...events,
      registered('bob'),
      registered('cyd'),
      { type: 'users.user.disabled.v1', data: { userId: 'cyd', role: 'user' } },
      {
        type: 'users.user.role-changed.v1',
        data: {
          userId: 'cyd',
          role: { old: 'user', new: 'admin' },
          reason: 'administrator',
          standing: 'disabled',
        },
      },
    ];
    await project(store, happened);
    await project(store, happened);
    const tally = await tallyIn(store);
    expect(countOf(tally)).toBe(3);
    expect(countOf(tally, 'admin')).toBe(2);
    expect(countOf(tally, 'admin', 'active')).toBe(1);
    expect(countOf(tally, undefined, 'disabled')).toBe(1);
    expect(countOf(tally, 'pending')).toBe(0);
  });

  it('counts right where only some documents of a batch were written', async () => {
    const store = openMemoryDocumentStore(usersCollections);
    await project(store, events);
    const before = await store.collection(USERS).get('ada');
    const tally = await tallyIn(store);
    // The user's document was, the count was not.
    const disabled: UsersEvent = { type: 'users.user.disabled.v1', data: { userId: 'ada', role: 'admin' } };
    const lost = { ...before, standing: 'disabled' };
    await store.write([{ kind: 'put', collection: USERS.name, id: 'ada', document: lost, seen: '00000006' }]);
    expect(await tallyIn(store)).toEqual(tally);
    await project(store, [...events, disabled]);
    expect(countOf(await tallyIn(store), 'admin', 'active')).toBe(0);
    expect(countOf(await tallyIn(store), 'admin', 'disabled')).toBe(1);
  });

  it('keeps in view what was begun until it is completed', async () => {
    const store = openMemoryDocumentStore(usersCollections);
    const begun: UsersEvent[] = [...events, registered('bob'), deleted('bob')];
    const open = async () => {
      const found = await store.collection(USERS_PROCESSES).find({ where: { open: true }, limit: 9 });
      return found.map(({ id }) => id);
    };
    const erased = () => store.collection(USERS_PROCESSES).find({ where: { erased: true }, limit: 9 });
    await project(store, begun);
    expect(await open()).toEqual(['deletion-bob']);
    expect(await erased()).toEqual([]);
    await project(store, [
      ...begun,
      { type: 'users.user.deletion-completed.v1', data: { userId: 'bob', erased: true } },
    ]);
    expect(await open()).toEqual([]);
    expect(await erased()).toMatchObject([{ document: { kind: 'deletion', userId: 'bob' } }]);
  });
});
