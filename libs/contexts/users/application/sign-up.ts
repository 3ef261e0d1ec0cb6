import { usersErrors } from '@reeve/contracts';
import type { CallContext, RequestOf, SignInOutcome, usersRpc } from '@reeve/contracts';
import { checkNewAccount, isSignUpOpen, signUpPolicy } from '@reeve/users/domain';
import type { SignUpPolicy } from '@reeve/users/domain';
import type { AdminSettings } from './admin-settings.js';
import type { Admission } from './admission.js';
import { asUser, userIdOf } from './command-call.js';
import type { PrimaryAdministrator } from './primary-administrator.js';
import type { Registration } from './registration.js';

/** Somebody signs up by themselves, where that is open. */
export class SignUp {
  constructor(
    private readonly registration: Registration,
    private readonly primaryAdministrator: PrimaryAdministrator,
    private readonly admission: Admission,
    private readonly settings: AdminSettings,
    private readonly isFirstLetIn: boolean,
  ) {}

  /**
   * @throws ReeveError `USERS-SIGN-UP-CLOSED` 403; those of `checkNewAccount` and {@link Admission.admit}.
   */
  async execute(
    request: RequestOf<typeof usersRpc.signUp>,
    anonymousCall: CallContext,
  ): Promise<SignInOutcome> {
    const userId = userIdOf(anonymousCall);
    const { admin } = await this.settings.current();
    const defaultRole = admin.DEFAULT_USER_ROLE;
    const call = asUser(anonymousCall, userId, defaultRole);
    await this.assertOpenTo(userId, signUpPolicy(admin, this.isFirstLetIn));
    const account = checkNewAccount(request);
    const registrant = { userId, account, role: defaultRole, source: 'sign-up' } as const;
    return await this.admission.admit(registrant, 'password', call);
  }

  /** Whoever is registered already by this very command goes on, although their own claim may have closed sign-up. */
  private async assertOpenTo(userId: string, policy: SignUpPolicy): Promise<void> {
    if (isSignUpOpen(policy, await this.primaryAdministrator.current())) return;
    if (!(await this.registration.isRegistered(userId))) throw usersErrors.signUpClosed();
  }
}
