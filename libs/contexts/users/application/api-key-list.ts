import { maskedApiKey, USER_PURPOSES } from '@reeve/contracts';
import type { ApiKeySummary, CallContext } from '@reeve/contracts';
import type { Collection, DocumentStore, StoredDocument } from '@reeve/document-store';
import type { Sealing } from '@reeve/sealing';
import { MAX_API_KEYS } from '@reeve/users/domain';
import { API_KEY_USES, API_KEYS } from '@reeve/users/projections';
import type { ApiKeyDocument, ApiKeyUseDocument } from '@reeve/users/projections';
import { callingUser, registeredUser } from './registered-user.js';
import type { UserDirectory } from './user-directory.js';

/** The API keys of a person, newest first, with when they were used last. */
export class ApiKeyList {
  private readonly keys: Collection<ApiKeyDocument>;
  private readonly uses: Collection<ApiKeyUseDocument>;

  constructor(
    documentStore: DocumentStore,
    private readonly directory: UserDirectory,
    private readonly sealing: Sealing,
  ) {
    this.keys = documentStore.collection<ApiKeyDocument>(API_KEYS);
    this.uses = documentStore.collection<ApiKeyUseDocument>(API_KEY_USES);
  }

  /** @throws ReeveError `USERS-SESSION-ENDED` 401 when the caller has no account any more. */
  async own(call: CallContext): Promise<readonly ApiKeySummary[]> {
    return await this.list((await callingUser(this.directory, call)).id);
  }

  /** @throws ReeveError `USERS-NOT-FOUND` 404. */
  async of(userId: string): Promise<readonly ApiKeySummary[]> {
    return await this.list((await registeredUser(this.directory, userId)).id);
  }

  private async list(userId: string): Promise<readonly ApiKeySummary[]> {
    const found = await this.keys.find({
      where: { userId, deletedAt: null },
      sort: [{ field: 'createdAt', direction: 'desc' }],
      limit: MAX_API_KEYS,
    });
    const uses = await this.uses.getMany(found.map(({ id }) => id));
    const lastUses = new Map(uses.map(({ id, document }) => [id, document]));
    return await Promise.all(found.map((key) => this.summary(key, lastUses.get(key.id))));
  }

  private async summary(
    { id, document: { name, ending, createdAt, expiresAt, allowedPaths } }: StoredDocument<ApiKeyDocument>,
    use: ApiKeyUseDocument | undefined,
  ): Promise<ApiKeySummary> {
    return {
      id,
      name: await this.open(USER_PURPOSES.apiKeyName, name),
      masked: maskedApiKey(ending),
      created_at: createdAt,
      expires_at: expiresAt,
      allowed_paths: allowedPaths,
      last_used_at: use?.usedAt ?? null,
      last_used_ip: await this.open(USER_PURPOSES.apiKeyAddress, use?.address ?? null),
    };
  }

  private async open(purpose: string, sealed: string | null): Promise<string | null> {
    return sealed === null ? null : ((await this.sealing.unseal(purpose, sealed)) ?? null);
  }
}
