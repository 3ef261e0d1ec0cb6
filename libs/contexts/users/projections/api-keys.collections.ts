import type { JsonObject } from '@reeve/contracts';
import type { CollectionDefinition } from '@reeve/document-store';

/** Every API key there was, by its id: found by its hash, listed by its owner. */
export const API_KEYS: CollectionDefinition = {
  name: 'users_api_keys',
  fields: { userId: 'text', hash: 'text', createdAt: 'number', deletedAt: 'number' },
  indexes: [['hash'], ['userId', 'deletedAt', 'createdAt']],
};

/** `name` is sealed. Times in epoch seconds; `expiresAt` null: never; `deletedAt` null: it is there. */
export interface ApiKeyDocument extends JsonObject {
  readonly userId: string;
  readonly hash: string;
  readonly ending: string;
  readonly name: string | null;
  readonly createdAt: number;
  readonly expiresAt: number | null;
  readonly allowedPaths: readonly string[] | null;
  readonly deletedAt: number | null;
}

/**
 * When and from where each key was used last, by the key's id. No event says so, because each use would be one: it is written
 * as it is told, and what is lost with it is only ever the last use.
 */
export const API_KEY_USES: CollectionDefinition = { name: 'users_api_key_uses', fields: {}, indexes: [] };

export interface ApiKeyUseDocument extends JsonObject {
  /** Epoch seconds. */
  readonly usedAt: number;
  /** Sealed under its owner's key (`USER_PURPOSES.apiKeyAddress`); null: not known. */
  readonly address: string | null;
}
