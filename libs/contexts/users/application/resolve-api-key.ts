import { apiKeyErrors, errors, USER_PURPOSES, userSubject } from '@reeve/contracts';
import type { CallContext, ResolvedApiKey } from '@reeve/contracts';
import type { Collection, DocumentStore } from '@reeve/document-store';
import type { Sealing } from '@reeve/sealing';
import { API_KEY_USES, API_KEYS } from '@reeve/users/projections';
import type { ApiKeyDocument } from '@reeve/users/projections';
import { mayUseApiKeys } from './api-key-policy.js';
import type { ApiKeyPolicy } from './api-key-policy.js';
import type { UserDirectory } from './user-directory.js';

/** Tells whose an API key is and what it is good for, and takes note of its use. */
export class ResolveApiKey {
  private readonly keys: Collection<ApiKeyDocument>;

  constructor(
    private readonly documentStore: DocumentStore,
    private readonly directory: UserDirectory,
    private readonly policy: ApiKeyPolicy,
    private readonly sealing: Sealing,
  ) {
    this.keys = documentStore.collection<ApiKeyDocument>(API_KEYS);
  }

  /**
   * @throws ReeveError `AUTH-TOKEN-INVALID` 401 for no key, one that was deleted or has expired, or whose owner is gone or disabled;
   *   `USERS-API-KEY-NOT-ALLOWED` 403.
   */
  async execute(hash: string): Promise<ResolvedApiKey> {
    const [found] = await this.keys.find({ where: { hash }, limit: 1 });
    if (found === undefined || !isGood(found.document)) throw errors.tokenInvalid();
    const { userId, expiresAt, allowedPaths } = found.document;
    const owner = await this.directory.byId(userId);
    if (owner?.document.standing !== 'active') throw errors.tokenInvalid();
    if (!(await mayUseApiKeys(this.policy, owner))) throw apiKeyErrors.notAllowed();
    const { allowedPaths: allowedToAll } = await this.policy.settings();
    return {
      keyId: found.id,
      principal: { kind: 'user', id: userId, role: owner.role, sessionId: null, authMethod: 'api_key' },
      expiresAt,
      allowedPaths: [allowedToAll, allowedPaths].filter((paths) => paths !== null),
    };
  }

  /** That the caller's key was used, now and from where the call comes. */
  async noteUse(keyId: string, { principal, ip }: CallContext): Promise<Record<string, never>> {
    const key = await this.keys.get(keyId);
    if (principal.id === null || key?.userId !== principal.id) return {};
    const address =
      ip === null
        ? null
        : await this.sealing.seal(userSubject(principal.id), USER_PURPOSES.apiKeyAddress, ip);
    const document = { usedAt: Math.floor(Date.now() / 1000), address };
    await this.documentStore.write([{ kind: 'put', collection: API_KEY_USES.name, id: keyId, document }]);
    return {};
  }
}

function isGood({ deletedAt, expiresAt }: ApiKeyDocument): boolean {
  return deletedAt === null && (expiresAt === null || expiresAt * 1000 > Date.now());
}
