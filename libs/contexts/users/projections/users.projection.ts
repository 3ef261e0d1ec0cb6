import { USER_STREAMS } from '@reeve/contracts';
import type { EventMetadata, UsersEvent } from '@reeve/contracts';
import type { ProjectedOperation, Projection, ReadDocument } from '@reeve/event-sourcing';
import type { RecordedEvent } from '@reeve/event-store';
import { SESSIONS, USERS } from './users.collections.js';
import type { SessionDocument, UserDocument } from './users.collections.js';

/** Users and sessions as they are asked for: by id, by e-mail, by token. */
export const usersProjection: Projection = {
  name: 'users',
  version: 1,
  collections: [USERS, SESSIONS],
  filter: {
    streamPrefixes: [USER_STREAMS.user, USER_STREAMS.session, USER_STREAMS.primaryAdministrator],
  },

  async project(recorded, read) {
    const event = recorded as unknown as UsersEvent;
    const at = occurredAt(recorded);
    switch (event.type) {
      case 'users.user.registered.v1': {
        const { userId, name, email, emailFingerprint, profileImageUrl, passwordHash, role } = event.data;
        const account = { emailFingerprint, name, email, profileImageUrl, passwordHash, role };
        return [putUser(recorded, userId, { ...account, primaryAdministrator: false, createdAt: at })];
      }
      case 'users.user.role-changed.v1': {
        const { userId, role } = event.data;
        return [putUser(recorded, userId, { ...(await registered(read, userId)), role: role.new })];
      }
      case 'users.primary-administrator.claimed.v1': {
        const { userId } = event.data;
        return [
          putUser(recorded, userId, { ...(await registered(read, userId)), primaryAdministrator: true }),
        ];
      }
      case 'users.session.started.v1': {
        const { sessionId, userId, startedAt, expiresAt } = event.data;
        return [putSession(recorded, sessionId, { userId, startedAt, expiresAt, endedAt: null })];
      }
      case 'users.session.ended.v1': {
        const { sessionId, userId } = event.data;
        const session = await read<SessionDocument>(SESSIONS, sessionId);
        const { startedAt, expiresAt } = session ?? { startedAt: null, expiresAt: null };
        return [putSession(recorded, sessionId, { userId, startedAt, expiresAt, endedAt: at })];
      }
      case 'users.email.reserved.v1':
      case 'users.email.released.v1':
      case 'users.sign-in.refused.v1':
      case 'users.identity.linked.v1':
        return [];
      default:
        event satisfies never;
        return [];
    }
  },
};

/** Nothing of a user can stand in the log before the user was registered. */
async function registered(read: ReadDocument, userId: string): Promise<UserDocument> {
  const user = await read<UserDocument>(USERS, userId);
  if (user === undefined) throw new Error(`The user ${userId} was never registered`);
  return user;
}

const putUser = (recorded: RecordedEvent, id: string, document: UserDocument): ProjectedOperation => ({
  kind: 'put',
  collection: USERS.name,
  id,
  document,
  seen: recorded.position,
});

const putSession = (recorded: RecordedEvent, id: string, document: SessionDocument): ProjectedOperation => ({
  kind: 'put',
  collection: SESSIONS.name,
  id,
  document,
  seen: recorded.position,
});

/** Epoch seconds. */
function occurredAt(recorded: RecordedEvent): number {
  const { occurredAt } = recorded.metadata as unknown as EventMetadata;
  return Math.floor(Date.parse(occurredAt) / 1000);
}
