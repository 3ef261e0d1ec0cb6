import type { AuditDescription } from '../audit/audit-description.js';
import type { ApiKeyDeletionReason, ApiKeyEvent } from './api-key.events.js';
import type { CredentialChangeSource, CredentialEvent } from './credential.events.js';

const BY: Readonly<Record<CredentialChangeSource, string>> = {
  owner: 'by their owner',
  administrator: 'by an administrator',
  system: 'by the system',
};

const KEY_DELETED: Readonly<Record<ApiKeyDeletionReason, string>> = {
  owner: 'API key deleted by its owner',
  replaced: 'API key deleted: another one takes its place',
  administrator: 'API key deleted by an administrator',
  'owner-gone': 'API key deleted: its owner has no account any more',
};

/** Passwords and stamps by the fact that they changed, keys by their ids; undefined for what is about neither. */
export function describeCredentialEvent(event: CredentialEvent | ApiKeyEvent): AuditDescription | undefined {
  switch (event.type) {
    case 'users.password.changed.v1': {
      const { userId, source, keptSessionId } = event.data;
      return aboutUser(userId, 'user_password_changed', `Password changed ${BY[source]}; sessions ended`, {
        source,
        kept_session_id: keptSessionId,
      });
    }
    case 'users.password.rehashed.v1':
      return aboutUser(
        event.data.userId,
        'user_password_rehashed',
        'The same password is kept under a stronger hash',
        {},
      );
    case 'users.session.all-ended.v1': {
      const { userId, source, keptSessionId } = event.data;
      return aboutUser(userId, 'user_sessions_ended', `All sessions ended ${BY[source]}`, {
        source,
        kept_session_id: keptSessionId,
      });
    }
    case 'users.api-key.created.v1': {
      const { userId, keyId, name, expiresAt, allowedPaths } = event.data;
      return aboutKey(keyId, 'api_key_created', 'API key made', {
        user_id: userId,
        named: name !== null,
        expires_at: expiresAt,
        allowed_paths: allowedPaths,
      });
    }
    case 'users.api-key.deleted.v1': {
      const { userId, keyId, reason } = event.data;
      return aboutKey(keyId, 'api_key_deleted', KEY_DELETED[reason], { user_id: userId, reason });
    }
    default:
      return event satisfies never;
  }
}

type Metadata = NonNullable<AuditDescription['metadata']>;

function aboutUser(
  userId: string,
  action: string,
  description: string,
  metadata: Metadata,
): AuditDescription {
  return { entityType: 'user', entityId: userId, action, description, changes: null, metadata };
}

function aboutKey(keyId: string, action: string, description: string, metadata: Metadata): AuditDescription {
  return { entityType: 'api_key', entityId: keyId, action, description, changes: null, metadata };
}
