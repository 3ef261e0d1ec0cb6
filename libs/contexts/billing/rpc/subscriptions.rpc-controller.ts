import { Inject } from '@nestjs/common';
import { BILLING_APPLICATION } from '@reeve/billing/application';
import type { BillingApplication } from '@reeve/billing/application';
import { subscriptionRpc } from '@reeve/contracts';
import type { CallContext, RequestOf, ResponseOf } from '@reeve/contracts';
import { RpcController, RpcHandler } from '@reeve/platform';

type Rpc = typeof subscriptionRpc;

@RpcController()
export class SubscriptionsRpcController {
  constructor(@Inject(BILLING_APPLICATION) private readonly billing: BillingApplication) {}

  @RpcHandler(subscriptionRpc.givePlan, 'billing.write')
  givePlan(command: RequestOf<Rpc['givePlan']>, call: CallContext): Promise<ResponseOf<Rpc['givePlan']>> {
    return this.billing.givePlan.execute(command, call);
  }

  @RpcHandler(subscriptionRpc.subscriptionOfUser, 'billing.read')
  ofUser({ userId }: RequestOf<Rpc['subscriptionOfUser']>): Promise<ResponseOf<Rpc['subscriptionOfUser']>> {
    return this.billing.subscriptions.ofUser(userId);
  }
}
