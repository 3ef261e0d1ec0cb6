import { Inject, Injectable, Logger } from '@nestjs/common';
import { BUS_CLIENT } from '@reeve/bus';
import type { BusClient } from '@reeve/bus';
import { ANONYMOUS, apiKeyHash, apiKeysRpc, errors, isWellFormedApiKey } from '@reeve/contracts';
import type { CallContext, Principal, ResolvedApiKey } from '@reeve/contracts';
import { SEALING } from '@reeve/platform';
import type { Sealing } from '@reeve/sealing';
import { authErrors } from './auth.errors.js';
import { boundedCache } from './bounded-cache.js';

const MAX_KEYS = 10_000;
/** The broadcast drops a key at once; this bounds how long a lost broadcast can matter. */
const TTL_MS = 30_000;
/** Between two times that the users context is told of a key's use. */
const USE_TOLD_EVERY_MS = 60_000;

/** Makes the call of the request, as whoever is behind it. */
type OpenCall = (principal: Principal) => CallContext;

/** Whose the API keys are and what they are good for, as the users context last said. Keys are held by their hashes. */
@Injectable()
export class ApiKeyCache {
  private readonly log = new Logger('ApiKeys');
  private readonly keys = boundedCache<ResolvedApiKey>(MAX_KEYS, TTL_MS);
  private readonly underWay = new Map<string, Promise<ResolvedApiKey>>();
  private readonly told = boundedCache<true>(MAX_KEYS, USE_TOLD_EVERY_MS);

  constructor(
    @Inject(BUS_CLIENT) private readonly bus: BusClient,
    @Inject(SEALING) private readonly sealing: Sealing,
  ) {
    bus.onReconnect(() => this.forgetAll());
  }

  /**
   * @param path of the request.
   * @throws ReeveError `AUTH-TOKEN-INVALID` 401, `USERS-API-KEY-NOT-ALLOWED`, `AUTH-API-KEY-PATH` 403, or what the bus throws.
   */
  async authenticate(apiKey: string, path: string, open: OpenCall): Promise<Principal> {
    if (!isWellFormedApiKey(apiKey)) throw errors.tokenInvalid();
    const hash = apiKeyHash((purpose, value) => this.sealing.fingerprint(purpose, value), apiKey);
    const { keyId, principal, expiresAt, allowedPaths } =
      this.keys.get(hash) ?? (await this.resolve(hash, open(ANONYMOUS)));
    if (expiresAt !== null && expiresAt * 1000 <= Date.now()) throw errors.tokenInvalid();
    if (!allowedPaths.every((paths) => isWithin(path, paths))) throw authErrors.apiKeyPathNotAllowed();
    this.tellUse(keyId, principal, open);
    return principal;
  }

  /** The person's rights or keys changed: the next request asks anew. */
  forget(userId: string): void {
    for (const [hash, { principal }] of this.keys.entries()) {
      if (principal.id === userId) this.keys.delete(hash);
    }
    // Whose those are is not known yet.
    this.underWay.clear();
  }

  /** Changes may have gone unheard. */
  forgetAll(): void {
    this.keys.clear();
    this.underWay.clear();
  }

  private resolve(hash: string, call: CallContext): Promise<ResolvedApiKey> {
    const shared = this.underWay.get(hash);
    if (shared !== undefined) return shared;
    const asked = this.ask(hash, call);
    this.underWay.set(hash, asked);
    return asked;
  }

  private async ask(hash: string, call: CallContext): Promise<ResolvedApiKey> {
    // Starts in a later turn, so that `underWay` holds this very promise by the time it is looked at.
    await Promise.resolve();
    const asked = this.underWay.get(hash);
    try {
      const key = await this.bus.request(apiKeysRpc.resolve, { hash }, call);
      // Forgotten meanwhile: the answer may be from before the change.
      if (this.underWay.get(hash) === asked) this.keys.set(hash, key);
      return key;
    } finally {
      if (this.underWay.get(hash) === asked) this.underWay.delete(hash);
    }
  }

  /** Nobody waits for it: that a key was used is good to know, and no more. */
  private tellUse(keyId: string, principal: Principal, open: OpenCall): void {
    if (this.told.has(keyId)) return;
    this.told.set(keyId, true);
    const call = open(principal);
    this.bus.request(apiKeysRpc.noteUse, { keyId }, call).catch((error: unknown) => {
      this.log.warn({ err: error, requestId: call.requestId }, 'The use of an API key could not be noted');
    });
  }
}

const isWithin = (path: string, paths: readonly string[]): boolean =>
  paths.some((allowed) => allowed === '/' || path === allowed || path.startsWith(`${allowed}/`));
