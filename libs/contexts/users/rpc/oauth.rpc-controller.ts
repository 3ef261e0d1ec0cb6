import { Inject } from '@nestjs/common';
import { oauthRpc } from '@reeve/contracts';
import type { CallContext, RequestOf, ResponseOf } from '@reeve/contracts';
import { RpcController, RpcHandler } from '@reeve/platform';
import { USERS_APPLICATION } from '@reeve/users/application';
import type { UsersApplication } from '@reeve/users/application';

type Rpc = typeof oauthRpc;

/** What comes from identity providers without a browser's going there. */
@RpcController()
export class OAuthRpcController {
  constructor(@Inject(USERS_APPLICATION) private readonly users: UsersApplication) {}

  @RpcHandler(oauthRpc.sessions, 'users.write')
  sessions({ userId }: RequestOf<Rpc['sessions']>): Promise<ResponseOf<Rpc['sessions']>> {
    return this.users.oauthSessions.of(userId);
  }

  @RpcHandler(oauthRpc.endOwnSessions, 'verified')
  endOwnSessions(
    { provider }: RequestOf<Rpc['endOwnSessions']>,
    call: CallContext,
  ): Promise<ResponseOf<Rpc['endOwnSessions']>> {
    return this.users.oauthSessions.endOwn(provider, call);
  }

  @RpcHandler(oauthRpc.exchangeToken, 'anyone')
  exchangeToken(
    command: RequestOf<Rpc['exchangeToken']>,
    call: CallContext,
  ): Promise<ResponseOf<Rpc['exchangeToken']>> {
    return this.users.oauthTokenExchange.execute(command, call);
  }
}
