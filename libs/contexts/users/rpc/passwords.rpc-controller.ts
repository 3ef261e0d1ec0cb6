import { Inject } from '@nestjs/common';
import { passwordsRpc } from '@reeve/contracts';
import type { CallContext, RequestOf, ResponseOf } from '@reeve/contracts';
import { RpcController, RpcHandler } from '@reeve/platform';
import { USERS_APPLICATION } from '@reeve/users/application';
import type { UsersApplication } from '@reeve/users/application';

type Rpc = typeof passwordsRpc;

@RpcController()
export class PasswordsRpcController {
  constructor(@Inject(USERS_APPLICATION) private readonly users: UsersApplication) {}

  @RpcHandler(passwordsRpc.changeOwn, 'session')
  changeOwn(command: RequestOf<Rpc['changeOwn']>, call: CallContext): Promise<ResponseOf<Rpc['changeOwn']>> {
    return this.users.passwordChanges.changeOwn(command, call);
  }
}
