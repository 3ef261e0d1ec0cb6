import { randomBytes } from 'node:crypto';
import {
  apiKeyErrors,
  apiKeyHash,
  apiKeyOf,
  endingOf,
  maskedApiKey,
  USER_PURPOSES,
  userSubject,
} from '@reeve/contracts';
import type { apiKeysRpc, CallContext, CreatedApiKey, RequestOf, Visibility } from '@reeve/contracts';
import { readYourWrites } from '@reeve/event-sourcing';
import type { ProjectionProgress } from '@reeve/event-sourcing';
import type { Position } from '@reeve/event-store';
import type { Sealing } from '@reeve/sealing';
import { apiKeysStream, checkNewApiKey } from '@reeve/users/domain';
import { actorIdOf, apiKeyIdOf } from './command-call.js';
import { mayUseApiKeys } from './api-key-policy.js';
import type { ApiKeyPolicy } from './api-key-policy.js';
import type { PrimaryAdministrator } from './primary-administrator.js';
import { callingUser, registeredUser } from './registered-user.js';
import type { UserDirectory } from './user-directory.js';
import type { UsersAggregates } from './users-aggregates.js';

const RANDOM_BYTES = 16;

export interface ApiKeyParts {
  readonly aggregates: UsersAggregates;
  readonly directory: UserDirectory;
  readonly primaryAdministrator: PrimaryAdministrator;
  readonly policy: ApiKeyPolicy;
  readonly sealing: Sealing;
  readonly progress: ProjectionProgress;
}

/** Makes and deletes API keys. */
export class ApiKeys {
  constructor(private readonly parts: ApiKeyParts) {}

  /**
   * Makes a key of the caller's, and shows it, this once.
   *
   * @throws ReeveError `USERS-API-KEY-CREATION-NOT-ALLOWED`, `USERS-API-KEY-NEEDS-SESSION` 403; `USERS-API-KEYS-TOO-MANY` 409;
   *   those of {@link checkNewApiKey}; `USERS-API-KEY-NOT-SHOWN-AGAIN` 409 when the command was carried out before.
   */
  async create(
    asked: RequestOf<typeof apiKeysRpc.create>,
    call: CallContext,
  ): Promise<CreatedApiKey & Visibility> {
    const { aggregates, directory, policy, sealing } = this.parts;
    assertSession(call);
    const owner = await callingUser(directory, call);
    if (!(await mayUseApiKeys(policy, owner))) throw apiKeyErrors.creationNotAllowed();
    const createdAt = Math.floor(Date.now() / 1000);
    const { name, expiresAt, allowedPaths } = checkNewApiKey(asked, createdAt);
    const apiKey = apiKeyOf(randomBytes(RANDOM_BYTES).toString('hex'));
    const keyId = apiKeyIdOf(call);
    const { repeated, position } = await aggregates.apiKeys.execute(
      apiKeysStream(owner.id),
      {
        kind: 'create',
        userId: owner.id,
        keyId,
        hash: apiKeyHash((purpose, value) => sealing.fingerprint(purpose, value), apiKey),
        ending: endingOf(apiKey),
        name:
          name === null ? null : await sealing.seal(userSubject(owner.id), USER_PURPOSES.apiKeyName, name),
        createdAt,
        expiresAt,
        allowedPaths,
      },
      call,
    );
    if (repeated) throw apiKeyErrors.notShownAgain();
    return {
      id: keyId,
      name,
      masked: maskedApiKey(endingOf(apiKey)),
      created_at: createdAt,
      expires_at: expiresAt,
      allowed_paths: allowedPaths,
      last_used_at: null,
      last_used_ip: null,
      api_key: apiKey,
      ...(await this.visibleAt(position, call)),
    };
  }

  /**
   * @param keyId null: the one without a name, which need not be there.
   * @throws ReeveError `USERS-API-KEY-NOT-FOUND` 404, `USERS-API-KEY-NEEDS-SESSION` 403.
   */
  async deleteOwn(keyId: string | null, call: CallContext): Promise<Visibility> {
    assertSession(call);
    const { id } = await callingUser(this.parts.directory, call);
    return await this.delete(id, keyId, call);
  }

  /** @throws ReeveError `USERS-NOT-FOUND`, `USERS-API-KEY-NOT-FOUND` 404; `USERS-CREDENTIALS-PROTECTED` 403. */
  async deleteOne(userId: string, keyId: string, call: CallContext): Promise<Visibility> {
    const { id } = await registeredUser(this.parts.directory, userId);
    return await this.delete(id, keyId, call);
  }

  /** Every key of somebody whose account goes. Idempotent. */
  async deleteAll(userId: string, call: CallContext): Promise<Visibility> {
    const { position } = await this.parts.aggregates.apiKeys.execute(
      apiKeysStream(userId),
      { kind: 'delete-all', userId },
      call,
    );
    return await this.visibleAt(position, call);
  }

  private async delete(userId: string, keyId: string | null, call: CallContext): Promise<Visibility> {
    const { aggregates, primaryAdministrator } = this.parts;
    const { position } = await aggregates.apiKeys.execute(
      apiKeysStream(userId),
      {
        kind: 'delete',
        userId,
        keyId,
        actorId: actorIdOf(call),
        primaryAdministratorId: await primaryAdministrator.currentId(),
      },
      call,
    );
    return await this.visibleAt(position, call);
  }

  private async visibleAt(position: Position | undefined, call: CallContext): Promise<Visibility> {
    return { visible: await readYourWrites(this.parts.progress, position, call) };
  }
}

/** @throws ReeveError `USERS-API-KEY-NEEDS-SESSION` 403. */
function assertSession({ principal }: CallContext): void {
  if (principal.authMethod === 'api_key') throw apiKeyErrors.needsSession();
}
