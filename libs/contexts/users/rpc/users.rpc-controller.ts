import { Inject } from '@nestjs/common';
import { usersRpc } from '@reeve/contracts';
import type { CallContext, RequestOf, ResponseOf } from '@reeve/contracts';
import { RpcController, RpcHandler } from '@reeve/platform';
import { USERS_APPLICATION } from '@reeve/users/application';
import type { UsersApplication } from '@reeve/users/application';

type Rpc = typeof usersRpc;

@RpcController()
export class UsersRpcController {
  constructor(@Inject(USERS_APPLICATION) private readonly users: UsersApplication) {}

  @RpcHandler(usersRpc.signUp, 'anyone')
  signUp(command: RequestOf<Rpc['signUp']>, call: CallContext): Promise<ResponseOf<Rpc['signUp']>> {
    return this.users.signUp.execute(command, call);
  }

  @RpcHandler(usersRpc.signIn, 'anyone')
  signIn(command: RequestOf<Rpc['signIn']>, call: CallContext): Promise<ResponseOf<Rpc['signIn']>> {
    return this.users.signIn.execute(command, call);
  }

  @RpcHandler(usersRpc.signInWithLdap, 'anyone')
  signInWithLdap(
    command: RequestOf<Rpc['signInWithLdap']>,
    call: CallContext,
  ): Promise<ResponseOf<Rpc['signInWithLdap']>> {
    return this.users.signInWithLdap.execute(command, call);
  }

  @RpcHandler(usersRpc.beginOAuthSignIn, 'anyone')
  beginOAuthSignIn(
    query: RequestOf<Rpc['beginOAuthSignIn']>,
    call: CallContext,
  ): Promise<ResponseOf<Rpc['beginOAuthSignIn']>> {
    return this.users.oauthSignIn.begin(query, call);
  }

  @RpcHandler(usersRpc.finishOAuthSignIn, 'anyone')
  finishOAuthSignIn(
    command: RequestOf<Rpc['finishOAuthSignIn']>,
    call: CallContext,
  ): Promise<ResponseOf<Rpc['finishOAuthSignIn']>> {
    return this.users.oauthSignIn.finish(command, call);
  }

  /** For anyone: who has no session has nothing to end. */
  @RpcHandler(usersRpc.signOut, 'anyone')
  signOut(_: RequestOf<Rpc['signOut']>, call: CallContext): Promise<ResponseOf<Rpc['signOut']>> {
    return this.users.sessions.endOwn(call);
  }

  @RpcHandler(usersRpc.addUser, 'users.write')
  addUser(command: RequestOf<Rpc['addUser']>, call: CallContext): Promise<ResponseOf<Rpc['addUser']>> {
    return this.users.addUser.execute(command, call);
  }

  @RpcHandler(usersRpc.currentUser, 'session')
  currentUser(_: RequestOf<Rpc['currentUser']>, call: CallContext): Promise<ResponseOf<Rpc['currentUser']>> {
    return this.users.currentUser.execute(call);
  }

  @RpcHandler(usersRpc.adminDetails, 'session')
  adminDetails(): Promise<ResponseOf<Rpc['adminDetails']>> {
    return this.users.adminDetails.execute();
  }

  /** For anyone: it is how the gateway learns who is calling. */
  @RpcHandler(usersRpc.resolvePrincipal, 'anyone')
  resolvePrincipal(query: RequestOf<Rpc['resolvePrincipal']>): Promise<ResponseOf<Rpc['resolvePrincipal']>> {
    return this.users.resolvePrincipal.execute(query);
  }

  @RpcHandler(usersRpc.onboarding, 'anyone')
  onboarding(): Promise<ResponseOf<Rpc['onboarding']>> {
    return this.users.onboarding.execute();
  }
}
