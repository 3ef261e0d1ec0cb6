import { Inject } from '@nestjs/common';
import { apiKeysRpc } from '@reeve/contracts';
import type { CallContext, RequestOf, ResponseOf } from '@reeve/contracts';
import { RpcController, RpcHandler } from '@reeve/platform';
import { USERS_APPLICATION } from '@reeve/users/application';
import type { UsersApplication } from '@reeve/users/application';

type Rpc = typeof apiKeysRpc;

@RpcController()
export class ApiKeysRpcController {
  constructor(@Inject(USERS_APPLICATION) private readonly users: UsersApplication) {}

  @RpcHandler(apiKeysRpc.create, 'session')
  create(asked: RequestOf<Rpc['create']>, call: CallContext): Promise<ResponseOf<Rpc['create']>> {
    return this.users.apiKeys.create(asked, call);
  }

  @RpcHandler(apiKeysRpc.listOwn, 'session')
  listOwn(_: RequestOf<Rpc['listOwn']>, call: CallContext): Promise<ResponseOf<Rpc['listOwn']>> {
    return this.users.apiKeyList.own(call);
  }

  @RpcHandler(apiKeysRpc.list, 'users.write')
  list({ userId }: RequestOf<Rpc['list']>): Promise<ResponseOf<Rpc['list']>> {
    return this.users.apiKeyList.of(userId);
  }

  @RpcHandler(apiKeysRpc.deleteOwn, 'session')
  deleteOwn(
    { keyId }: RequestOf<Rpc['deleteOwn']>,
    call: CallContext,
  ): Promise<ResponseOf<Rpc['deleteOwn']>> {
    return this.users.apiKeys.deleteOwn(keyId, call);
  }

  @RpcHandler(apiKeysRpc.delete, 'users.write')
  delete({ userId, keyId }: RequestOf<Rpc['delete']>, call: CallContext): Promise<ResponseOf<Rpc['delete']>> {
    return this.users.apiKeys.deleteOne(userId, keyId, call);
  }

  /** For anyone: it is how the gateway learns who is calling. */
  @RpcHandler(apiKeysRpc.resolve, 'anyone')
  resolve({ hash }: RequestOf<Rpc['resolve']>): Promise<ResponseOf<Rpc['resolve']>> {
    return this.users.resolveApiKey.execute(hash);
  }

  @RpcHandler(apiKeysRpc.noteUse, 'session')
  noteUse({ keyId }: RequestOf<Rpc['noteUse']>, call: CallContext): Promise<ResponseOf<Rpc['noteUse']>> {
    return this.users.resolveApiKey.noteUse(keyId, call);
  }
}
