import { principalChanged } from '@reeve/contracts';
import { BroadcastHandler, RpcController } from '@reeve/platform';
import { PrincipalCache } from './principal-cache.js';

/** Hears of changed rights, so that they hold from the next request on. */
@RpcController()
export class PrincipalChangedController {
  constructor(private readonly principals: PrincipalCache) {}

  @BroadcastHandler(principalChanged)
  forget({ userId, sessionId }: { userId: string; sessionId: string | null }): void {
    this.principals.forget(userId, sessionId);
  }
}
