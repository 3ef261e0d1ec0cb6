import { firstSessionStamp, OIDC_PROVIDER, stampIn } from '@reeve/contracts';
import type { EventMetadata, UsersEvent } from '@reeve/contracts';
import { put } from '@reeve/event-sourcing';
import type { ProjectedOperation, ReadDocument } from '@reeve/event-sourcing';
import type { RecordedEvent } from '@reeve/event-store';
import { readSignInPolicy } from './factors.projection.js';
import { SESSIONS } from './users.collections.js';
import type { SessionDocument } from './users.collections.js';

/** What follows from the rest is filled in as it is stored. */
type StoredSession = Pick<
  SessionDocument,
  'userId' | 'provider' | 'sessionStamp' | 'startedAt' | 'expiresAt' | 'endedAt' | 'origin'
>;

/** Later than any session lasts: year 9999. */
const FOR_EVER = 253_402_300_799;

/** @param at epoch seconds. */
export async function projectSessions(
  recorded: RecordedEvent,
  event: UsersEvent,
  at: number,
  read: ReadDocument,
): Promise<readonly ProjectedOperation[]> {
  // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check -- the others say nothing of it
  switch (event.type) {
    case 'users.session.started.v1': {
      const { sessionId, userId, method, startedAt, expiresAt } = event.data;
      const provider = method === 'oauth' ? OIDC_PROVIDER : null;
      const sessionStamp = event.data.sessionStamp ?? firstSessionStamp(userId);
      const { actor } = recorded.metadata as unknown as EventMetadata;
      // A session that an administrator was handed with a new account is from nowhere that its owner has been.
      const origin = actor.id === userId ? actor.origin : null;
      const times = { startedAt, expiresAt, endedAt: null };
      return [putSession(recorded, sessionId, { userId, provider, sessionStamp, ...times, origin })];
    }
    case 'users.session.ended.v1': {
      const { sessionId, userId } = event.data;
      const session = (await read<SessionDocument>(SESSIONS, sessionId)) ?? startedElsewhere(userId);
      return [putSession(recorded, sessionId, { ...session, userId, endedAt: at })];
    }
    default:
      return [];
  }
}

/** The session that goes on bears the new stamp from now on, whatever stamp its token bears. */
export async function keepSession(
  recorded: RecordedEvent,
  sessionId: string | null,
  userId: string,
  sessionStamp: string,
  read: ReadDocument,
): Promise<readonly ProjectedOperation[]> {
  if (sessionId === null) return [];
  const session = (await read<SessionDocument>(SESSIONS, sessionId)) ?? startedElsewhere(userId);
  const { epoch } = await readSignInPolicy(read);
  return [putSession(recorded, sessionId, { ...session, sessionStamp: stampIn(epoch, sessionStamp) })];
}

const putSession = (recorded: RecordedEvent, id: string, session: StoredSession): ProjectedOperation =>
  put(recorded, SESSIONS, id, {
    ...session,
    activeUntil: session.endedAt === null ? (session.expiresAt ?? FOR_EVER) : 0,
  });

/** All that is known of a session that another server with the same signing secret has started. */
const startedElsewhere = (userId: string): StoredSession => ({
  userId,
  provider: null,
  sessionStamp: firstSessionStamp(userId),
  startedAt: null,
  expiresAt: null,
  endedAt: null,
  origin: null,
});
