import type { UsersEvent } from '@reeve/contracts';
import { occurredAt, put } from '@reeve/event-sourcing';
import type { ProjectedOperation, ReadDocument } from '@reeve/event-sourcing';
import type { RecordedEvent } from '@reeve/event-store';
import { API_KEYS } from './api-keys.collections.js';
import type { ApiKeyDocument } from './api-keys.collections.js';
import { keepSession } from './session-documents.js';
import { registered } from './user-documents.js';
import { isLive, USERS } from './users.collections.js';
import type { LiveUserDocument } from './users.collections.js';

/** What passwords, stamps and API keys leave in the documents. A stamp that ends a thousand sessions is one put. */
export async function projectCredentialEvent(
  recorded: RecordedEvent,
  event: UsersEvent,
  read: ReadDocument,
): Promise<readonly ProjectedOperation[]> {
  // eslint-disable-next-line @typescript-eslint/switch-exhaustiveness-check -- the others say nothing of it
  switch (event.type) {
    case 'users.password.changed.v1': {
      const { userId, passwordHash, sessionStamp, keptSessionId } = event.data;
      return [
        ...(await changed(recorded, userId, { passwordHash, sessionStamp: sessionStamp.new }, read)),
        ...(await keepSession(recorded, keptSessionId, userId, sessionStamp.new, read)),
      ];
    }
    case 'users.password.rehashed.v1': {
      const { userId, passwordHash } = event.data;
      return await changed(recorded, userId, { passwordHash }, read);
    }
    case 'users.session.all-ended.v1': {
      const { userId, sessionStamp, keptSessionId } = event.data;
      return [
        ...(await changed(recorded, userId, { sessionStamp: sessionStamp.new }, read)),
        ...(await keepSession(recorded, keptSessionId, userId, sessionStamp.new, read)),
      ];
    }
    case 'users.api-key.created.v1': {
      const { keyId, ...key } = event.data;
      // Of somebody whose deletion came first, and has found it nowhere, it is good for nothing.
      const deletedAt = isLive(await registered(read, key.userId)) ? null : occurredAt(recorded);
      return [put(recorded, API_KEYS, keyId, { ...key, deletedAt } satisfies ApiKeyDocument)];
    }
    case 'users.api-key.deleted.v1': {
      const { keyId } = event.data;
      const key = await read<ApiKeyDocument>(API_KEYS, keyId);
      if (key === undefined) throw new Error(`The API key ${keyId} was never made`);
      return [put(recorded, API_KEYS, keyId, { ...key, deletedAt: occurredAt(recorded) })];
    }
    default:
      return [];
  }
}

/** Of somebody who was deleted nothing changes any more. */
async function changed(
  recorded: RecordedEvent,
  userId: string,
  changes: Partial<Pick<LiveUserDocument, 'passwordHash' | 'sessionStamp'>>,
  read: ReadDocument,
): Promise<readonly ProjectedOperation[]> {
  const user = await registered(read, userId);
  return isLive(user) ? [put(recorded, USERS, userId, { ...user, ...changes })] : [];
}
