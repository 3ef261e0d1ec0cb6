import { Inject } from '@nestjs/common';
import { BILLING_APPLICATION } from '@reeve/billing/application';
import type { BillingApplication } from '@reeve/billing/application';
import { usageRpc } from '@reeve/contracts';
import type { CallContext, RequestOf, ResponseOf } from '@reeve/contracts';
import { RpcController, RpcHandler } from '@reeve/platform';
import { callerOf } from './caller.js';

type Rpc = typeof usageRpc;

@RpcController()
export class UsageRpcController {
  constructor(@Inject(BILLING_APPLICATION) private readonly billing: BillingApplication) {}

  @RpcHandler(usageRpc.usageOfUser, 'billing.read')
  ofUser(
    { userId }: RequestOf<Rpc['usageOfUser']>,
    call: CallContext,
  ): Promise<ResponseOf<Rpc['usageOfUser']>> {
    return this.billing.usage.all(userId, call);
  }

  @RpcHandler(usageRpc.recordUsage, 'billing.write')
  record(use: RequestOf<Rpc['recordUsage']>, call: CallContext): Promise<ResponseOf<Rpc['recordUsage']>> {
    return this.billing.usage.record(use, call);
  }

  @RpcHandler(usageRpc.ownUsage, 'verified')
  own(_: RequestOf<Rpc['ownUsage']>, call: CallContext): Promise<ResponseOf<Rpc['ownUsage']>> {
    return this.billing.usage.all(callerOf(call), call);
  }

  @RpcHandler(usageRpc.ownMetric, 'verified')
  ownMetric(
    { metric }: RequestOf<Rpc['ownMetric']>,
    call: CallContext,
  ): Promise<ResponseOf<Rpc['ownMetric']>> {
    return this.billing.usage.one(callerOf(call), metric, call);
  }

  @RpcHandler(usageRpc.checkOwnUsage, 'verified')
  checkOwn(
    { metric, amount }: RequestOf<Rpc['checkOwnUsage']>,
    call: CallContext,
  ): Promise<ResponseOf<Rpc['checkOwnUsage']>> {
    return this.billing.usage.check({ userId: callerOf(call), metric, amount }, call);
  }

  @RpcHandler(usageRpc.recordOwnUsage, 'verified')
  recordOwn(
    { metric, amount }: RequestOf<Rpc['recordOwnUsage']>,
    call: CallContext,
  ): Promise<ResponseOf<Rpc['recordOwnUsage']>> {
    return this.billing.usage.record({ userId: callerOf(call), metric, amount }, call);
  }
}
