import { Inject } from '@nestjs/common';
import { BILLING_APPLICATION } from '@reeve/billing/application';
import type { BillingApplication } from '@reeve/billing/application';
import { billingAnalyticsRpc } from '@reeve/contracts';
import type { RequestOf, ResponseOf } from '@reeve/contracts';
import { RpcController, RpcHandler } from '@reeve/platform';

type Rpc = typeof billingAnalyticsRpc;

@RpcController()
export class BillingAnalyticsRpcController {
  constructor(@Inject(BILLING_APPLICATION) private readonly billing: BillingApplication) {}

  @RpcHandler(billingAnalyticsRpc.movements, 'billing.read')
  movements(query: RequestOf<Rpc['movements']>): Promise<ResponseOf<Rpc['movements']>> {
    return this.billing.analytics.movements(query);
  }
}
