import { Inject } from '@nestjs/common';
import { importRpc } from '@reeve/contracts';
import type { CallContext, RequestOf, ResponseOf } from '@reeve/contracts';
import { RpcController, RpcHandler } from '@reeve/platform';
import { USERS_APPLICATION } from '@reeve/users/application';
import type { UsersApplication } from '@reeve/users/application';

type Rpc = typeof importRpc;

@RpcController()
export class ImportRpcController {
  constructor(@Inject(USERS_APPLICATION) private readonly users: UsersApplication) {}

  @RpcHandler(importRpc.importUsers, 'users.write')
  importUsers(
    command: RequestOf<Rpc['importUsers']>,
    call: CallContext,
  ): Promise<ResponseOf<Rpc['importUsers']>> {
    return this.users.importUsers.execute(command, call);
  }

  @RpcHandler(importRpc.endImport, 'users.write')
  endImport(command: RequestOf<Rpc['endImport']>, call: CallContext): Promise<ResponseOf<Rpc['endImport']>> {
    return this.users.endImport.execute(command, call);
  }
}
