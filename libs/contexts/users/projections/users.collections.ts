import type { JsonObject, Role } from '@reeve/contracts';
import type { CollectionDefinition } from '@reeve/document-store';

/** Everybody, by id. Personal fields are sealed as they are in the events. */
export const USERS: CollectionDefinition = {
  name: 'users_users',
  fields: { emailFingerprint: 'text' },
  indexes: [['emailFingerprint']],
};

export interface UserDocument extends JsonObject {
  readonly emailFingerprint: string;
  readonly name: string;
  readonly email: string;
  readonly profileImageUrl: string;
  readonly passwordHash: string;
  readonly role: Role;
  readonly primaryAdministrator: boolean;
  /** Epoch seconds. */
  readonly createdAt: number;
}

/** Sessions that were started or ended here, by their tokens' `jti`. */
export const SESSIONS: CollectionDefinition = { name: 'users_sessions', fields: {}, indexes: [] };

/** Times in epoch seconds. `startedAt` null: started by another server; `expiresAt` null: never, or not known. */
export interface SessionDocument extends JsonObject {
  readonly userId: string;
  readonly startedAt: number | null;
  readonly expiresAt: number | null;
  readonly endedAt: number | null;
}
