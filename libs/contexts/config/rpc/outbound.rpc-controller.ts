import { configRpc } from '@reeve/contracts';
import type { CallContext, RequestOf, ResponseOf } from '@reeve/contracts';
import { OutboundHandlers } from '@reeve/config/application';
import { RpcController, RpcHandler } from '@reeve/platform';

type Rpc = typeof configRpc;

/** Verifications, terminal servers, OAuth clients: calls to addresses that an administrator gave. */
@RpcController()
export class OutboundRpcController {
  constructor(private readonly outbound: OutboundHandlers) {}

  @RpcHandler(configRpc.verifyToolServer, 'config.write')
  verifyToolServer(
    query: RequestOf<Rpc['verifyToolServer']>,
    call: CallContext,
  ): Promise<ResponseOf<Rpc['verifyToolServer']>> {
    return this.outbound.verifyToolServer(query, call);
  }

  @RpcHandler(configRpc.verifyTerminalServer, 'config.write')
  verifyTerminalServer(
    query: RequestOf<Rpc['verifyTerminalServer']>,
    call: CallContext,
  ): Promise<ResponseOf<Rpc['verifyTerminalServer']>> {
    return this.outbound.verifyTerminalServer(query, call);
  }

  @RpcHandler(configRpc.callTerminalServer, 'config.write')
  callTerminalServer(
    command: RequestOf<Rpc['callTerminalServer']>,
    call: CallContext,
  ): Promise<ResponseOf<Rpc['callTerminalServer']>> {
    return this.outbound.callTerminalServer(command, call);
  }

  @RpcHandler(configRpc.registerOAuthClient, 'config.write')
  registerOAuthClient(
    command: RequestOf<Rpc['registerOAuthClient']>,
    call: CallContext,
  ): Promise<ResponseOf<Rpc['registerOAuthClient']>> {
    return this.outbound.registerOAuthClient(command, call);
  }
}
