import { usersErrors } from '@reeve/contracts';
import type { CallContext, RequestOf, StartedSession, usersRpc, Visibility } from '@reeve/contracts';
import { checkNewAccount, isSignUpOpen, signUpPolicy } from '@reeve/users/domain';
import type { SignUpPolicy } from '@reeve/users/domain';
import type { AdminSettings } from './admin-settings.js';
import { asUser, userIdOf } from './command-call.js';
import type { PrimaryAdministrator } from './primary-administrator.js';
import type { Registration } from './registration.js';
import type { Sessions } from './sessions.js';

/**
 * Somebody signs up. The first one becomes the primary administrator; of several who race for that, one does, and the others
 * have the account with the default role that they would have had a moment later.
 */
export class SignUp {
  constructor(
    private readonly registration: Registration,
    private readonly primaryAdministrator: PrimaryAdministrator,
    private readonly sessions: Sessions,
    private readonly settings: AdminSettings,
    private readonly isFirstLetIn: boolean,
  ) {}

  /**
   * @throws ReeveError `USERS-SIGN-UP-CLOSED` 403; those of `checkNewAccount`, {@link Registration.register} and the
   *   aggregate runner.
   */
  async execute(
    request: RequestOf<typeof usersRpc.signUp>,
    anonymousCall: CallContext,
  ): Promise<StartedSession & Visibility> {
    const userId = userIdOf(anonymousCall);
    const { admin } = await this.settings.current();
    const defaultRole = admin.DEFAULT_USER_ROLE;
    const call = asUser(anonymousCall, userId, defaultRole);
    await this.assertOpenTo(userId, signUpPolicy(admin, this.isFirstLetIn));
    const account = checkNewAccount(request);
    const registered = await this.registration.register(
      { userId, account, role: defaultRole, source: 'sign-up' },
      call,
    );
    const isPrimary = await this.primaryAdministrator.claim(userId, call);
    if (isPrimary) await this.primaryAdministrator.promote(userId, call.requestId);
    const role = isPrimary ? 'admin' : registered.role;
    const { email, name, profileImageUrl } = account;
    return await this.sessions.start(
      { id: userId, email, name, role, profile_image_url: profileImageUrl },
      'password',
      asUser(call, userId, role),
    );
  }

  /** Whoever is registered already by this very command goes on, although their own claim may have closed sign-up. */
  private async assertOpenTo(userId: string, policy: SignUpPolicy): Promise<void> {
    if (isSignUpOpen(policy, await this.primaryAdministrator.current())) return;
    if (!(await this.registration.isRegistered(userId))) throw usersErrors.signUpClosed();
  }
}
