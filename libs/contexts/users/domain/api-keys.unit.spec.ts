import type { ApiKeyCreated, ApiKeyDeleted, ApiKeyDeletionReason } from '@reeve/contracts';
import { DeciderSpecification } from '@reeve/testing';
import { describe, it } from 'vitest';
import { apiKeysDecider, MAX_API_KEYS } from './api-keys.js';
import type { CreateApiKey, DeleteApiKey } from './api-keys.js';

const key = (keyId: string, name: string | null) => ({
  userId: 'ada',
  keyId,
  hash: `hash of ${keyId}`,
  ending: '4f1c',
  name,
  createdAt: 100,
  expiresAt: null,
  allowedPaths: ['/api/v1/config'],
});
const create = (keyId: string, name: string | null = 'sealed name'): CreateApiKey => ({
  kind: 'create',
  ...key(keyId, name),
});
const created = (keyId: string, name: string | null = 'sealed name'): ApiKeyCreated => ({
  type: 'users.api-key.created.v1',
  data: key(keyId, name),
});
const remove = (keyId: string | null, by: Partial<DeleteApiKey> = {}): DeleteApiKey => ({
  kind: 'delete',
  userId: 'ada',
  keyId,
  actorId: 'ada',
  primaryAdministratorId: null,
  ...by,
});
const deleted = (keyId: string, reason: ApiKeyDeletionReason = 'owner'): ApiKeyDeleted => ({
  type: 'users.api-key.deleted.v1',
  data: { userId: 'ada', keyId, reason },
});

const { given } = DeciderSpecification.for(apiKeysDecider);

describe('An API key', () => {
  it('is made beside others that have a name', () => {
    given([created('k1')])
      .when(create('k2'))
      .then([created('k2')]);
  });

  it('without a name takes the place of the one before', () => {
    given([created('k1'), created('k2', null)])
      .when(create('k3', null))
      .then([deleted('k2', 'replaced'), created('k3', null)]);
  });

  it('is made once', () => {
    given([created('k1')])
      .when(create('k1'))
      .thenThrows('USERS-API-KEY-ID-TAKEN');
  });

  it('is one too many when there are a hundred, unless it replaces one', () => {
    const named = Array.from({ length: MAX_API_KEYS - 1 }, (_, index) => created(`k${String(index)}`));
    given([...named, created('last', null)])
      .when(create('new'))
      .thenThrows('USERS-API-KEYS-TOO-MANY');
    given([...named, created('last', null)])
      .when(create('new', null))
      .then([deleted('last', 'replaced'), created('new', null)]);
  });

  it('is deleted by its owner, by its id or as the one without a name', () => {
    given([created('k1')])
      .when(remove('k1'))
      .then([deleted('k1')]);
    given([created('k1'), created('k2', null)])
      .when(remove(null))
      .then([deleted('k2')]);
    given([created('k1')])
      .when(remove(null))
      .thenNothing();
  });

  it('that is not there is not found', () => {
    given([created('k1'), deleted('k1')])
      .when(remove('k1'))
      .thenThrows('USERS-API-KEY-NOT-FOUND');
  });

  it('is deleted by an administrator, unless it is the primary administrator’s', () => {
    given([created('k1')])
      .when(remove('k1', { actorId: 'eve' }))
      .then([deleted('k1', 'administrator')]);
    given([created('k1')])
      .when(remove('k1', { actorId: 'eve', primaryAdministratorId: 'ada' }))
      .thenThrows('USERS-CREDENTIALS-PROTECTED');
  });

  it('goes with its owner’s account, once', () => {
    const deleteAll = { kind: 'delete-all', userId: 'ada' } as const;
    given([created('k1'), created('k2', null)])
      .when(deleteAll)
      .then([deleted('k1', 'owner-gone'), deleted('k2', 'owner-gone')]);
    given([created('k1'), deleted('k1', 'owner-gone')])
      .when(deleteAll)
      .thenNothing();
  });
});
