import { Inject } from '@nestjs/common';
import { BILLING_APPLICATION } from '@reeve/billing/application';
import type { BillingApplication } from '@reeve/billing/application';
import { planRpc } from '@reeve/contracts';
import type { CallContext, RequestOf, ResponseOf } from '@reeve/contracts';
import { RpcController, RpcHandler } from '@reeve/platform';

type Rpc = typeof planRpc;

@RpcController()
export class PlansRpcController {
  constructor(@Inject(BILLING_APPLICATION) private readonly billing: BillingApplication) {}

  @RpcHandler(planRpc.createPlan, 'billing.write')
  create(command: RequestOf<Rpc['createPlan']>, call: CallContext): Promise<ResponseOf<Rpc['createPlan']>> {
    return this.billing.planCommands.create(command, call);
  }

  @RpcHandler(planRpc.updatePlan, 'billing.write')
  update(command: RequestOf<Rpc['updatePlan']>, call: CallContext): Promise<ResponseOf<Rpc['updatePlan']>> {
    return this.billing.planCommands.update(command, call);
  }

  @RpcHandler(planRpc.deletePlan, 'billing.write')
  delete(command: RequestOf<Rpc['deletePlan']>, call: CallContext): Promise<ResponseOf<Rpc['deletePlan']>> {
    return this.billing.planCommands.delete(command, call);
  }

  @RpcHandler(planRpc.togglePlan, 'billing.write')
  toggle(command: RequestOf<Rpc['togglePlan']>, call: CallContext): Promise<ResponseOf<Rpc['togglePlan']>> {
    return this.billing.planCommands.toggle(command, call);
  }

  @RpcHandler(planRpc.duplicatePlan, 'billing.write')
  duplicate(
    command: RequestOf<Rpc['duplicatePlan']>,
    call: CallContext,
  ): Promise<ResponseOf<Rpc['duplicatePlan']>> {
    return this.billing.planCommands.duplicate(command, call);
  }

  @RpcHandler(planRpc.plan, 'billing.read')
  one({ planId }: RequestOf<Rpc['plan']>): Promise<ResponseOf<Rpc['plan']>> {
    return this.billing.plans.one(planId);
  }

  @RpcHandler(planRpc.listPlans, 'billing.read')
  list(query: RequestOf<Rpc['listPlans']>): Promise<ResponseOf<Rpc['listPlans']>> {
    return this.billing.plans.list(query);
  }

  @RpcHandler(planRpc.planSubscriptions, 'billing.read')
  subscriptions(query: RequestOf<Rpc['planSubscriptions']>): Promise<ResponseOf<Rpc['planSubscriptions']>> {
    return this.billing.plans.subscribers(query);
  }
}
