import { Inject } from '@nestjs/common';
import { permissionsRpc, toPermissionTree } from '@reeve/contracts';
import type { CallContext, RequestOf, ResponseOf } from '@reeve/contracts';
import { RpcController, RpcHandler } from '@reeve/platform';
import { GROUPS_APPLICATION } from '@reeve/users/application';
import type { GroupsApplication } from '@reeve/users/application';

type Rpc = typeof permissionsRpc;

@RpcController()
export class PermissionsRpcController {
  constructor(@Inject(GROUPS_APPLICATION) private readonly groups: GroupsApplication) {}

  @RpcHandler(permissionsRpc.readDefaults, 'permissions.read')
  async defaults(): Promise<ResponseOf<Rpc['readDefaults']>> {
    return toPermissionTree(await this.groups.defaultPermissions.values());
  }

  @RpcHandler(permissionsRpc.readFactoryDefaults, 'permissions.read', { readsDocuments: false })
  factoryDefaults(): ResponseOf<Rpc['readFactoryDefaults']> {
    return this.groups.defaultPermissions.factoryTree();
  }

  @RpcHandler(permissionsRpc.changeDefaults, 'permissions.write')
  changeDefaults(
    command: RequestOf<Rpc['changeDefaults']>,
    call: CallContext,
  ): Promise<ResponseOf<Rpc['changeDefaults']>> {
    return this.groups.defaultPermissions.change(command, call);
  }

  /** For anyone: it is how the gateway learns what the caller may. */
  @RpcHandler(permissionsRpc.effective, 'anyone')
  effective({ userId }: RequestOf<Rpc['effective']>): Promise<ResponseOf<Rpc['effective']>> {
    return this.groups.userPermissions.effective(userId);
  }

  @RpcHandler(permissionsRpc.explain, 'permissions.read')
  explain({ userId }: RequestOf<Rpc['explain']>): Promise<ResponseOf<Rpc['explain']>> {
    return this.groups.userPermissions.explain(userId);
  }
}
