import { Inject } from '@nestjs/common';
import { directoryRpc } from '@reeve/contracts';
import type { CallContext, RequestOf, ResponseOf } from '@reeve/contracts';
import { RpcController, RpcHandler } from '@reeve/platform';
import { infoOf, summaryOf, USERS_APPLICATION } from '@reeve/users/application';
import type { AccountsApplication, UsersApplication } from '@reeve/users/application';

type Rpc = typeof directoryRpc;

/** Who there is. */
@RpcController()
export class DirectoryRpcController {
  private readonly accounts: AccountsApplication;

  constructor(@Inject(USERS_APPLICATION) { accounts }: UsersApplication) {
    this.accounts = accounts;
  }

  @RpcHandler(directoryRpc.list, 'users.read')
  async list(query: RequestOf<Rpc['list']>): Promise<ResponseOf<Rpc['list']>> {
    const page = await this.accounts.listUsers.execute(query);
    return { ...page, users: page.users.map(summaryOf) };
  }

  @RpcHandler(directoryRpc.search, 'verified')
  async search(query: RequestOf<Rpc['search']>): Promise<ResponseOf<Rpc['search']>> {
    const page = await this.accounts.listUsers.execute(query);
    return { ...page, users: page.users.map(infoOf) };
  }

  @RpcHandler(directoryRpc.counts, 'users.read')
  counts(): Promise<ResponseOf<Rpc['counts']>> {
    return this.accounts.listUsers.counts();
  }

  @RpcHandler(directoryRpc.user, 'users.read')
  user({ userId }: RequestOf<Rpc['user']>): Promise<ResponseOf<Rpc['user']>> {
    return this.accounts.records.record(userId);
  }

  @RpcHandler(directoryRpc.userInfo, 'verified')
  userInfo({ userId }: RequestOf<Rpc['userInfo']>): Promise<ResponseOf<Rpc['userInfo']>> {
    return this.accounts.records.info(userId);
  }

  @RpcHandler(directoryRpc.summaries, 'users.read')
  summaries({ userIds }: RequestOf<Rpc['summaries']>): Promise<ResponseOf<Rpc['summaries']>> {
    return this.accounts.records.summaries(userIds);
  }

  @RpcHandler(directoryRpc.isActive, 'verified')
  isActive({ userId }: RequestOf<Rpc['isActive']>): Promise<ResponseOf<Rpc['isActive']>> {
    return this.accounts.records.isActive(userId);
  }

  @RpcHandler(directoryRpc.activeCount, 'verified')
  async activeCount(): Promise<ResponseOf<Rpc['activeCount']>> {
    return { count: await this.accounts.activity.activeCount() };
  }

  @RpcHandler(directoryRpc.profileImage, 'verified')
  async profileImage({ userId }: RequestOf<Rpc['profileImage']>): Promise<ResponseOf<Rpc['profileImage']>> {
    return { image: await this.accounts.images.of(userId) };
  }

  @RpcHandler(directoryRpc.ownRecord, 'session')
  ownRecord(_: RequestOf<Rpc['ownRecord']>, call: CallContext): Promise<ResponseOf<Rpc['ownRecord']>> {
    return this.accounts.records.own(call);
  }
}
