import { Inject } from '@nestjs/common';
import { sessionsRpc } from '@reeve/contracts';
import type { CallContext, RequestOf, ResponseOf } from '@reeve/contracts';
import { RpcController, RpcHandler } from '@reeve/platform';
import { USERS_APPLICATION } from '@reeve/users/application';
import type { UsersApplication } from '@reeve/users/application';

type Rpc = typeof sessionsRpc;

@RpcController()
export class SessionsRpcController {
  constructor(@Inject(USERS_APPLICATION) private readonly users: UsersApplication) {}

  @RpcHandler(sessionsRpc.listOwn, 'session')
  listOwn(page: RequestOf<Rpc['listOwn']>, call: CallContext): Promise<ResponseOf<Rpc['listOwn']>> {
    return this.users.sessionList.own(page, call);
  }

  @RpcHandler(sessionsRpc.list, 'users.write')
  list({ userId, ...page }: RequestOf<Rpc['list']>, call: CallContext): Promise<ResponseOf<Rpc['list']>> {
    return this.users.sessionList.of(userId, page, call);
  }

  @RpcHandler(sessionsRpc.endOwn, 'session')
  endOwn({ sessionId }: RequestOf<Rpc['endOwn']>, call: CallContext): Promise<ResponseOf<Rpc['endOwn']>> {
    return this.users.sessionEndings.endOwn(sessionId, call);
  }

  @RpcHandler(sessionsRpc.end, 'users.write')
  end({ userId, sessionId }: RequestOf<Rpc['end']>, call: CallContext): Promise<ResponseOf<Rpc['end']>> {
    return this.users.sessionEndings.endOne(userId, sessionId, call);
  }

  @RpcHandler(sessionsRpc.endAllOwn, 'session')
  endAllOwn(
    { keepCurrent }: RequestOf<Rpc['endAllOwn']>,
    call: CallContext,
  ): Promise<ResponseOf<Rpc['endAllOwn']>> {
    return this.users.sessionEndings.endAllOwn(keepCurrent, call);
  }

  @RpcHandler(sessionsRpc.endAll, 'users.write')
  endAll({ userId }: RequestOf<Rpc['endAll']>, call: CallContext): Promise<ResponseOf<Rpc['endAll']>> {
    return this.users.sessionEndings.endAll(userId, call);
  }
}
