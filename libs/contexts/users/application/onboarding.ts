import type { ResponseOf, usersRpc } from '@reeve/contracts';
import { isSignUpOpen } from '@reeve/users/domain';
import type { SignUpPolicy } from '@reeve/users/domain';
import type { PrimaryAdministrator } from './primary-administrator.js';
import type { UserDirectory } from './user-directory.js';

/** Tells a page that nobody is signed in to what to show. */
export class Onboarding {
  constructor(
    private readonly directory: UserDirectory,
    private readonly primaryAdministrator: PrimaryAdministrator,
    private readonly policy: SignUpPolicy,
  ) {}

  async execute(): Promise<ResponseOf<typeof usersRpc.onboarding>> {
    const [hasUsers, administrator] = await Promise.all([
      this.directory.hasUsers(),
      this.primaryAdministrator.current(),
    ]);
    return { hasUsers, signUpOpen: isSignUpOpen(this.policy, administrator) };
  }
}
