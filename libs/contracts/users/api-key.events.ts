import type { Fact } from './users.events.js';

/** The key itself is in no event: `hash` is keyed, and all that is kept of it but its last characters. */
export type ApiKeyCreated = Fact<
  'users.api-key.created.v1',
  {
    readonly userId: string;
    readonly keyId: string;
    /** Keyed, 32 hexadecimal digits: finds the key, tells nothing else. */
    readonly hash: string;
    /** The key's last characters, by which its owner tells it from others. */
    readonly ending: string;
    /** Sealed (`USER_PURPOSES.apiKeyName`); null: the one key without a name that Open WebUI knows. */
    readonly name: string | null;
    /** Epoch seconds. */
    readonly createdAt: number;
    /** Epoch seconds; null: never. */
    readonly expiresAt: number | null;
    /** Paths that the key is good for, with everything below them; null: all. */
    readonly allowedPaths: readonly string[] | null;
  }
>;

/** `replaced`: by another one without a name. */
export type ApiKeyDeletionReason = 'owner' | 'replaced' | 'administrator' | 'owner-gone';

export type ApiKeyDeleted = Fact<
  'users.api-key.deleted.v1',
  { readonly userId: string; readonly keyId: string; readonly reason: ApiKeyDeletionReason }
>;

export type ApiKeyEvent = ApiKeyCreated | ApiKeyDeleted;
