import { Inject } from '@nestjs/common';
import { BILLING_APPLICATION } from '@reeve/billing/application';
import type { BillingApplication } from '@reeve/billing/application';
import { subscriptionRpc } from '@reeve/contracts';
import type { CallContext, RequestOf, ResponseOf } from '@reeve/contracts';
import { RpcController, RpcHandler } from '@reeve/platform';
import { callerOf } from './caller.js';

type Rpc = typeof subscriptionRpc;

@RpcController()
export class SubscriptionsRpcController {
  constructor(@Inject(BILLING_APPLICATION) private readonly billing: BillingApplication) {}

  @RpcHandler(subscriptionRpc.givePlan, 'billing.write')
  givePlan(command: RequestOf<Rpc['givePlan']>, call: CallContext): Promise<ResponseOf<Rpc['givePlan']>> {
    return this.billing.subscriptionCommands.give(command, call);
  }

  @RpcHandler(subscriptionRpc.subscriptionOfUser, 'billing.read')
  ofUser({ userId }: RequestOf<Rpc['subscriptionOfUser']>): Promise<ResponseOf<Rpc['subscriptionOfUser']>> {
    return this.billing.subscriptions.ofUser(userId);
  }

  @RpcHandler(subscriptionRpc.moveSubscription, 'billing.write')
  move(
    command: RequestOf<Rpc['moveSubscription']>,
    call: CallContext,
  ): Promise<ResponseOf<Rpc['moveSubscription']>> {
    return this.billing.subscriptionCommands.move(command, call);
  }

  /** For anyone as far as roles go: the command refuses whoever is no service. */
  @RpcHandler(subscriptionRpc.endWithAccount, 'anyone')
  endWithAccount(
    { userId }: RequestOf<Rpc['endWithAccount']>,
    call: CallContext,
  ): Promise<ResponseOf<Rpc['endWithAccount']>> {
    return this.billing.subscriptionCommands.endWithAccount(userId, call);
  }

  @RpcHandler(subscriptionRpc.cancelOwnSubscription, 'verified')
  cancelOwn(
    { immediate }: RequestOf<Rpc['cancelOwnSubscription']>,
    call: CallContext,
  ): Promise<ResponseOf<Rpc['cancelOwnSubscription']>> {
    const move = immediate ? 'cancel' : 'cancel-at-period-end';
    return this.billing.subscriptionCommands.move({ userId: callerOf(call), move }, call);
  }

  @RpcHandler(subscriptionRpc.ownSubscription, 'verified')
  own(_: RequestOf<Rpc['ownSubscription']>, call: CallContext): Promise<ResponseOf<Rpc['ownSubscription']>> {
    return this.billing.subscriptions.openOf(callerOf(call));
  }

  @RpcHandler(subscriptionRpc.offeredPlans, 'verified')
  offered(): Promise<ResponseOf<Rpc['offeredPlans']>> {
    return this.billing.plans.offered();
  }

  @RpcHandler(subscriptionRpc.offeredPlan, 'verified')
  oneOffered({ planId }: RequestOf<Rpc['offeredPlan']>): Promise<ResponseOf<Rpc['offeredPlan']>> {
    return this.billing.plans.oneOffered(planId);
  }
}
