import { apiKeyErrors, USER_STREAMS } from '@reeve/contracts';
import type { ApiKeyCreated, ApiKeyDeleted, ApiKeyDeletionReason, ApiKeyEvent } from '@reeve/contracts';
import { assertMayAct } from './acting.js';
import type { Acting } from './acting.js';

/** Bounds the stream's state, and the list. */
export const MAX_API_KEYS = 100;

/** A person's keys by their ids, and whether each has a name. */
export type ApiKeysState = Readonly<Record<string, { readonly named: boolean }>>;

/**
 * `name` is sealed; null: the one without a name, which takes the place of the one before. Times in epoch seconds;
 * `expiresAt` null: never.
 */
export interface CreateApiKey {
  readonly kind: 'create';
  readonly userId: string;
  readonly keyId: string;
  readonly hash: string;
  readonly ending: string;
  readonly name: string | null;
  readonly createdAt: number;
  readonly expiresAt: number | null;
  readonly allowedPaths: readonly string[] | null;
}

/** @param keyId null: the one without a name, which need not be there. */
export interface DeleteApiKey extends Acting {
  readonly kind: 'delete';
  readonly keyId: string | null;
}

/** Whoever they belonged to has no account any more. */
export interface DeleteAllApiKeys {
  readonly kind: 'delete-all';
  readonly userId: string;
}

export type ApiKeysCommand = CreateApiKey | DeleteApiKey | DeleteAllApiKeys;

export const apiKeysStream = (userId: string): string => `${USER_STREAMS.apiKeys}${userId}`;

/** One stream for all keys of a person: that they have one without a name, and not too many, is decided on it. */
export const apiKeysDecider = {
  initialState: {} as ApiKeysState,

  decide(command: ApiKeysCommand, state: ApiKeysState): readonly ApiKeyEvent[] {
    switch (command.kind) {
      case 'create':
        return create(command, state);
      case 'delete':
        return remove(command, state);
      case 'delete-all':
        return Object.keys(state).map((keyId) => deleted(command.userId, keyId, 'owner-gone'));
      default:
        return command satisfies never;
    }
  },

  evolve(state: ApiKeysState, event: ApiKeyEvent): ApiKeysState {
    switch (event.type) {
      case 'users.api-key.created.v1':
        return { ...state, [event.data.keyId]: { named: event.data.name !== null } };
      case 'users.api-key.deleted.v1':
        return Object.fromEntries(Object.entries(state).filter(([keyId]) => keyId !== event.data.keyId));
      default:
        event satisfies never;
        return state;
    }
  },
};

function create(command: CreateApiKey, state: ApiKeysState): readonly ApiKeyEvent[] {
  const { userId, keyId, hash, ending, name, createdAt, expiresAt, allowedPaths } = command;
  if (Object.hasOwn(state, keyId)) throw apiKeyErrors.idTaken();
  const replaced = name === null ? unnamed(state) : undefined;
  if (replaced === undefined && Object.keys(state).length >= MAX_API_KEYS) {
    throw apiKeyErrors.tooMany(MAX_API_KEYS);
  }
  const created: ApiKeyCreated = {
    type: 'users.api-key.created.v1',
    data: { userId, keyId, hash, ending, name, createdAt, expiresAt, allowedPaths },
  };
  return replaced === undefined ? [created] : [deleted(userId, replaced, 'replaced'), created];
}

function remove(command: DeleteApiKey, state: ApiKeysState): readonly ApiKeyEvent[] {
  assertMayAct(command);
  const { userId, actorId } = command;
  const keyId = command.keyId ?? unnamed(state);
  if (keyId === undefined) return [];
  if (!Object.hasOwn(state, keyId)) throw apiKeyErrors.notFound();
  return [deleted(userId, keyId, actorId === userId ? 'owner' : 'administrator')];
}

const unnamed = (state: ApiKeysState): string | undefined =>
  Object.keys(state).find((keyId) => state[keyId]?.named === false);

const deleted = (userId: string, keyId: string, reason: ApiKeyDeletionReason): ApiKeyDeleted => ({
  type: 'users.api-key.deleted.v1',
  data: { userId, keyId, reason },
});
