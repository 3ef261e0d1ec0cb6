import { configChanged, mayHaveChanged, principalChanged } from '@reeve/contracts';
import type { ConfigChange, PrincipalChange } from '@reeve/contracts';
import { BroadcastHandler, RpcController } from '@reeve/platform';
import { ApiKeyCache } from './api-key-cache.js';
import { PermissionCache } from './permission-cache.js';
import { PrincipalCache } from './principal-cache.js';

/** Where it is set who may use API keys, and for what. */
const API_KEY_SECTIONS = ['admin'];

/** Hears of changed rights, so that they hold from the next request on. */
@RpcController()
export class PrincipalChangedController {
  constructor(
    private readonly principals: PrincipalCache,
    private readonly apiKeys: ApiKeyCache,
    private readonly permissions: PermissionCache,
  ) {}

  @BroadcastHandler(configChanged)
  forgetApiKeys(change: ConfigChange): void {
    if (mayHaveChanged(change, API_KEY_SECTIONS)) this.apiKeys.forgetAll();
  }

  @BroadcastHandler(principalChanged)
  forget({ userId, sessionId }: PrincipalChange): void {
    if (userId === null) {
      this.principals.forgetAll();
      this.apiKeys.forgetAll();
      this.permissions.forgetAll();
      return;
    }
    this.principals.forget(userId, sessionId);
    this.permissions.forget(userId);
    if (sessionId === null) this.apiKeys.forget(userId);
  }
}
