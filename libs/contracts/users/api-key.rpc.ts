import type { Principal } from '../principal.js';
import { command, query } from '../rpc.js';
import type { Visibility } from './users.rpc.js';

/** An API key, without the key itself. Times in epoch seconds. */
export interface ApiKeySummary {
  readonly id: string;
  /** Null: the one key without a name that Open WebUI knows. */
  readonly name: string | null;
  /** The key with everything but its last characters replaced by asterisks. */
  readonly masked: string;
  readonly created_at: number;
  /** Null: never. */
  readonly expires_at: number | null;
  /** Paths that the key is good for, with everything below them; null: all. */
  readonly allowed_paths: readonly string[] | null;
  /** To the minute; null: not that it is known. */
  readonly last_used_at: number | null;
  readonly last_used_ip: string | null;
}

/** What a key that was just made looks like: the only time that it is shown. */
export interface CreatedApiKey extends ApiKeySummary {
  readonly api_key: string;
}

/** A key as whoever receives requests needs it. */
export interface ResolvedApiKey {
  readonly keyId: string;
  readonly principal: Principal;
  /** Epoch seconds; null: never. */
  readonly expiresAt: number | null;
  /** Of each list, one path has to be the request's or above it: those of the installation, and those of the key. */
  readonly allowedPaths: readonly (readonly string[])[];
}

export const apiKeysRpc = {
  /**
   * Makes a key of the caller's. Without a name it takes the place of the one without a name.
   *
   * @throws `USERS-API-KEY-CREATION-NOT-ALLOWED`, `USERS-API-KEY-NEEDS-SESSION` 403; `USERS-API-KEYS-TOO-MANY`,
   *   `USERS-API-KEY-NOT-SHOWN-AGAIN` 409; `REQUEST-INVALID` 422.
   */
  create: command<
    { name: string | null; expiresAt: number | null; allowedPaths: readonly string[] | null },
    CreatedApiKey & Visibility
  >('reeve.users.create-api-key'),
  /** The caller's, newest first. */
  listOwn: query<Record<string, never>, readonly ApiKeySummary[]>('reeve.users.list-own-api-keys'),
  /** Somebody's. @throws `USERS-NOT-FOUND` 404. */
  list: query<{ userId: string }, readonly ApiKeySummary[]>('reeve.users.list-api-keys'),
  /**
   * One of the caller's; null: the one without a name, which need not be there.
   *
   * @throws `USERS-API-KEY-NOT-FOUND` 404; `USERS-API-KEY-NEEDS-SESSION` 403.
   */
  deleteOwn: command<{ keyId: string | null }, Visibility>('reeve.users.delete-own-api-key'),
  /** @throws `USERS-NOT-FOUND`, `USERS-API-KEY-NOT-FOUND` 404; `USERS-CREDENTIALS-PROTECTED` 403. */
  delete: command<{ userId: string; keyId: string }, Visibility>('reeve.users.delete-api-key'),
  /**
   * Whose key this is, by its hash (`apiKeyHash`): the key itself stays where it was presented.
   *
   * @throws `AUTH-TOKEN-INVALID` 401 for no key, one that was deleted or has expired, or whose owner is gone;
   *   `USERS-API-KEY-NOT-ALLOWED` 403.
   */
  resolve: query<{ hash: string }, ResolvedApiKey>('reeve.users.resolve-api-key'),
  /** That the caller's key was used, from the address of the call. Told now and then; what is told last is what is kept. */
  noteUse: command<{ keyId: string }, Record<string, never>>('reeve.users.note-api-key-use'),
} as const;
