import { principalChanged } from '@reeve/contracts';
import type { PrincipalChange } from '@reeve/contracts';
import { BroadcastHandler, RpcController } from '@reeve/platform';
import { PrincipalCache } from './principal-cache.js';

/** Hears of changed rights, so that they hold from the next request on. */
@RpcController()
export class PrincipalChangedController {
  constructor(private readonly principals: PrincipalCache) {}

  @BroadcastHandler(principalChanged)
  forget({ userId, sessionId }: PrincipalChange): void {
    if (userId === null) this.principals.forgetAll();
    else this.principals.forget(userId, sessionId);
  }
}
