import { Inject } from '@nestjs/common';
import { accountRpc } from '@reeve/contracts';
import type { CallContext, RequestOf, ResponseOf } from '@reeve/contracts';
import { RpcController, RpcHandler } from '@reeve/platform';
import { USERS_APPLICATION } from '@reeve/users/application';
import type { AccountsApplication, UsersApplication } from '@reeve/users/application';

type Rpc = typeof accountRpc;

/** What is done with accounts. */
@RpcController()
export class AccountsRpcController {
  private readonly accounts: AccountsApplication;

  constructor(@Inject(USERS_APPLICATION) { accounts }: UsersApplication) {
    this.accounts = accounts;
  }

  @RpcHandler(accountRpc.update, 'users.write')
  update(
    { userId, changes }: RequestOf<Rpc['update']>,
    call: CallContext,
  ): Promise<ResponseOf<Rpc['update']>> {
    return this.accounts.updateUser.execute(userId, changes, call);
  }

  @RpcHandler(accountRpc.updateOwnProfile, 'verified')
  updateOwnProfile(
    changes: RequestOf<Rpc['updateOwnProfile']>,
    call: CallContext,
  ): Promise<ResponseOf<Rpc['updateOwnProfile']>> {
    return this.accounts.updateUser.ownProfile(changes, call);
  }

  @RpcHandler(accountRpc.changeKept, 'session')
  changeKept(
    { part, patch }: RequestOf<Rpc['changeKept']>,
    call: CallContext,
  ): Promise<ResponseOf<Rpc['changeKept']>> {
    return this.accounts.changeKept.execute(part, patch, call);
  }

  @RpcHandler(accountRpc.disable, 'users.write')
  disable({ userId }: RequestOf<Rpc['disable']>, call: CallContext): Promise<ResponseOf<Rpc['disable']>> {
    return this.accounts.standings.disable(userId, call);
  }

  @RpcHandler(accountRpc.enable, 'users.write')
  enable({ userId }: RequestOf<Rpc['enable']>, call: CallContext): Promise<ResponseOf<Rpc['enable']>> {
    return this.accounts.standings.enable(userId, call);
  }

  @RpcHandler(accountRpc.delete, 'users.delete')
  delete({ userId, erase }: RequestOf<Rpc['delete']>, call: CallContext): Promise<ResponseOf<Rpc['delete']>> {
    return this.accounts.deleteUser.execute(userId, erase, call);
  }

  @RpcHandler(accountRpc.transferPrimaryAdministrator, 'users.write')
  transferPrimaryAdministrator(
    { userId }: RequestOf<Rpc['transferPrimaryAdministrator']>,
    call: CallContext,
  ): Promise<ResponseOf<Rpc['transferPrimaryAdministrator']>> {
    return this.accounts.transferPrimaryAdministrator.execute(userId, call);
  }

  @RpcHandler(accountRpc.recordActivity, 'session', { readsDocuments: false })
  async recordActivity(
    _: RequestOf<Rpc['recordActivity']>,
    { principal }: CallContext,
  ): Promise<ResponseOf<Rpc['recordActivity']>> {
    if (principal.id !== null) await this.accounts.activity.record(principal.id);
    return {};
  }
}
