import { USER_STREAMS } from '@reeve/contracts';
import type { EventMetadata, UsersEvent } from '@reeve/contracts';
import type { ProjectedOperation, Projection, ReadDocument } from '@reeve/event-sourcing';
import type { RecordedEvent } from '@reeve/event-store';
import type { Sealing } from '@reeve/sealing';
import { GROUPS_COLLECTIONS } from './groups.collections.js';
import { GROUPS_STREAM_PREFIXES, projectGroups } from './groups.projection.js';
import { openProcesses } from './open-processes.js';
import { tallied } from './tally.js';
import { UserDocuments } from './user-documents.js';
import { SESSIONS, USERS, USERS_ACTIVITY, USERS_PROCESSES, USERS_TALLY } from './users.collections.js';
import type { SessionDocument } from './users.collections.js';

const PROJECTED = [USERS, USERS_TALLY, USERS_PROCESSES, SESSIONS, ...GROUPS_COLLECTIONS];

/** What a document store of the users context is opened with. */
export const usersCollections = [...PROJECTED, USERS_ACTIVITY];

/** Users, sessions and groups as they are asked for: by id, by e-mail, by token, in lists, by member. Unseals what lists show (ADR 12). */
export function createUsersProjection(sealing: Pick<Sealing, 'unseal'>): Projection {
  const userDocuments = new UserDocuments(sealing);
  return {
    name: 'users',
    version: 2,
    collections: PROJECTED,
    filter: {
      streamPrefixes: [
        USER_STREAMS.user,
        USER_STREAMS.session,
        USER_STREAMS.primaryAdministrator,
        ...GROUPS_STREAM_PREFIXES,
      ],
    },

    async project(recorded, read) {
      const event = recorded as unknown as UsersEvent;
      const at = occurredAt(recorded);
      return [
        ...(await userDocuments.project(recorded, event, at, read)),
        ...(await tallied(recorded, event, read)),
        ...(await openProcesses(recorded, event, read)),
        ...(await sessions(recorded, event, at, read)),
        ...(await projectGroups(recorded, read)),
      ];
    },
  };
}

async function sessions(
  recorded: RecordedEvent,
  event: UsersEvent,
  at: number,
  read: ReadDocument,
): Promise<readonly ProjectedOperation[]> {
  // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check -- the others say nothing of it
  switch (event.type) {
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
    default:
      return [];
  }
}

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
