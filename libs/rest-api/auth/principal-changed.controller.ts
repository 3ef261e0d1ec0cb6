import { principalChanged } from '@reeve/contracts';
import type { PrincipalChange } from '@reeve/contracts';
import { BroadcastHandler, RpcController } from '@reeve/platform';
import { PermissionCache } from './permission-cache.js';
import { PrincipalCache } from './principal-cache.js';

/** Hears of changed rights, so that they hold from the next request on. */
@RpcController()
export class PrincipalChangedController {
  constructor(
    private readonly principals: PrincipalCache,
    private readonly permissions: PermissionCache,
  ) {}

  @BroadcastHandler(principalChanged)
  forget({ userId, sessionId }: PrincipalChange): void {
    if (userId === null) {
      this.principals.forgetAll();
      this.permissions.forgetAll();
    } else {
      this.principals.forget(userId, sessionId);
      this.permissions.forget(userId);
    }
  }
}
