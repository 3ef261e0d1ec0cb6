import { Inject } from '@nestjs/common';
import { groupsRpc } from '@reeve/contracts';
import type { CallContext, RequestOf, ResponseOf } from '@reeve/contracts';
import { RpcController, RpcHandler } from '@reeve/platform';
import { GROUPS_APPLICATION } from '@reeve/users/application';
import type { GroupsApplication } from '@reeve/users/application';

type Rpc = typeof groupsRpc;

@RpcController()
export class GroupsRpcController {
  constructor(@Inject(GROUPS_APPLICATION) private readonly groups: GroupsApplication) {}

  @RpcHandler(groupsRpc.createGroup, 'groups.write')
  create(command: RequestOf<Rpc['createGroup']>, call: CallContext): Promise<ResponseOf<Rpc['createGroup']>> {
    return this.groups.createGroup.execute(command, call);
  }

  @RpcHandler(groupsRpc.updateGroup, 'groups.write')
  update(command: RequestOf<Rpc['updateGroup']>, call: CallContext): Promise<ResponseOf<Rpc['updateGroup']>> {
    return this.groups.updateGroup.execute(command, call);
  }

  @RpcHandler(groupsRpc.deleteGroup, 'groups.write')
  delete(command: RequestOf<Rpc['deleteGroup']>, call: CallContext): Promise<ResponseOf<Rpc['deleteGroup']>> {
    return this.groups.deleteGroup.execute(command, call);
  }

  @RpcHandler(groupsRpc.addGroupMembers, 'groups.write')
  addMembers(
    command: RequestOf<Rpc['addGroupMembers']>,
    call: CallContext,
  ): Promise<ResponseOf<Rpc['addGroupMembers']>> {
    return this.groups.changeMembers.add(command, call);
  }

  @RpcHandler(groupsRpc.removeGroupMembers, 'groups.write')
  removeMembers(
    command: RequestOf<Rpc['removeGroupMembers']>,
    call: CallContext,
  ): Promise<ResponseOf<Rpc['removeGroupMembers']>> {
    return this.groups.changeMembers.remove(command, call);
  }

  @RpcHandler(groupsRpc.group, 'verified')
  one({ groupId }: RequestOf<Rpc['group']>): Promise<ResponseOf<Rpc['group']>> {
    return this.groups.queries.one(groupId);
  }

  @RpcHandler(groupsRpc.listGroups, 'groups.read')
  list({ after }: RequestOf<Rpc['listGroups']>): Promise<ResponseOf<Rpc['listGroups']>> {
    return this.groups.queries.part(after);
  }

  @RpcHandler(groupsRpc.groupUserIds, 'groups.read')
  userIds(query: RequestOf<Rpc['groupUserIds']>): Promise<ResponseOf<Rpc['groupUserIds']>> {
    return this.groups.members.userIds(query);
  }

  @RpcHandler(groupsRpc.groupUsers, 'groups.read')
  users(query: RequestOf<Rpc['groupUsers']>): Promise<ResponseOf<Rpc['groupUsers']>> {
    return this.groups.members.users(query);
  }

  @RpcHandler(groupsRpc.groupMembers, 'groups.read')
  members(query: RequestOf<Rpc['groupMembers']>): Promise<ResponseOf<Rpc['groupMembers']>> {
    return this.groups.members.page(query);
  }

  @RpcHandler(groupsRpc.groupPreview, 'groups.read')
  preview({ groupId }: RequestOf<Rpc['groupPreview']>): Promise<ResponseOf<Rpc['groupPreview']>> {
    return this.groups.queries.preview(groupId);
  }

  @RpcHandler(groupsRpc.userPreview, 'groups.read')
  userPreview({ userId }: RequestOf<Rpc['userPreview']>): Promise<ResponseOf<Rpc['userPreview']>> {
    return this.groups.userPreviews.of(userId);
  }

  @RpcHandler(groupsRpc.groupsOfUser, 'groups.read')
  ofUser({
    userId,
    includeInherited,
  }: RequestOf<Rpc['groupsOfUser']>): Promise<ResponseOf<Rpc['groupsOfUser']>> {
    return this.groups.queries.ofUser(userId, includeInherited);
  }

  @RpcHandler(groupsRpc.ownGroups, 'verified')
  ofCaller(
    { includeInherited }: RequestOf<Rpc['ownGroups']>,
    { principal }: CallContext,
  ): Promise<ResponseOf<Rpc['ownGroups']>> {
    return this.groups.queries.ofUser(principal.id ?? '', includeInherited);
  }

  @RpcHandler(groupsRpc.ownDefaultModels, 'verified')
  async defaultModelsOfCaller(
    _: RequestOf<Rpc['ownDefaultModels']>,
    { principal }: CallContext,
  ): Promise<ResponseOf<Rpc['ownDefaultModels']>> {
    return (await this.groups.queries.defaultModelsOfUser(principal.id ?? '')).effective;
  }
}
