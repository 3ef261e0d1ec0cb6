import { Inject } from '@nestjs/common';
import { factorRpc } from '@reeve/contracts';
import type { CallContext, RequestOf, ResponseOf } from '@reeve/contracts';
import { RpcController, RpcHandler } from '@reeve/platform';
import { USERS_APPLICATION } from '@reeve/users/application';
import type { UsersApplication } from '@reeve/users/application';

type Rpc = typeof factorRpc;

/** For anyone where a challenge says who it is. */
@RpcController()
export class FactorRpcController {
  constructor(@Inject(USERS_APPLICATION) private readonly users: UsersApplication) {}

  @RpcHandler(factorRpc.status, 'session')
  status(_: RequestOf<Rpc['status']>, call: CallContext): Promise<ResponseOf<Rpc['status']>> {
    return this.users.factor.own.status(call);
  }

  @RpcHandler(factorRpc.readChallenge, 'anyone')
  readChallenge({
    challengeToken,
  }: RequestOf<Rpc['readChallenge']>): Promise<ResponseOf<Rpc['readChallenge']>> {
    return this.users.factor.challenges.read(challengeToken);
  }

  @RpcHandler(factorRpc.beginEnrolment, 'anyone')
  beginEnrolment(
    command: RequestOf<Rpc['beginEnrolment']>,
    call: CallContext,
  ): Promise<ResponseOf<Rpc['beginEnrolment']>> {
    return this.users.factor.signIn.beginEnrolment(command, call);
  }

  @RpcHandler(factorRpc.confirmEnrolment, 'anyone')
  confirmEnrolment(
    command: RequestOf<Rpc['confirmEnrolment']>,
    call: CallContext,
  ): Promise<ResponseOf<Rpc['confirmEnrolment']>> {
    return this.users.factor.signIn.confirmEnrolment(command, call);
  }

  @RpcHandler(factorRpc.verify, 'anyone')
  verify(command: RequestOf<Rpc['verify']>, call: CallContext): Promise<ResponseOf<Rpc['verify']>> {
    return this.users.factor.signIn.verify(command, call);
  }

  @RpcHandler(factorRpc.replace, 'session')
  replace(command: RequestOf<Rpc['replace']>, call: CallContext): Promise<ResponseOf<Rpc['replace']>> {
    return this.users.factor.own.replace(command, call);
  }

  @RpcHandler(factorRpc.renewRecoveryCodes, 'session')
  renewRecoveryCodes(
    command: RequestOf<Rpc['renewRecoveryCodes']>,
    call: CallContext,
  ): Promise<ResponseOf<Rpc['renewRecoveryCodes']>> {
    return this.users.factor.own.renewRecoveryCodes(command, call);
  }

  @RpcHandler(factorRpc.recover, 'anyone')
  recover(command: RequestOf<Rpc['recover']>, call: CallContext): Promise<ResponseOf<Rpc['recover']>> {
    return this.users.factor.resets.recover(command, call);
  }

  @RpcHandler(factorRpc.reset, 'users.write')
  reset(command: RequestOf<Rpc['reset']>, call: CallContext): Promise<ResponseOf<Rpc['reset']>> {
    return this.users.factor.resets.reset(command, call);
  }

  @RpcHandler(factorRpc.followSettings, 'config.write')
  followSettings(
    _: RequestOf<Rpc['followSettings']>,
    call: CallContext,
  ): Promise<ResponseOf<Rpc['followSettings']>> {
    return this.users.factor.policies.followChange(call);
  }
}
