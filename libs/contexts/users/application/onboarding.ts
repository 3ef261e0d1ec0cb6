import type { ResponseOf, usersRpc } from '@reeve/contracts';
import { isSignUpOpen, signUpPolicy } from '@reeve/users/domain';
import type { AdminSettings } from './admin-settings.js';
import { oauthProviders } from './oauth-provider.js';
import type { PrimaryAdministrator } from './primary-administrator.js';
import type { UserDirectory } from './user-directory.js';

/** Tells a page that nobody is signed in to what to show. */
export class Onboarding {
  constructor(
    private readonly directory: UserDirectory,
    private readonly primaryAdministrator: PrimaryAdministrator,
    private readonly settings: AdminSettings,
    private readonly isFirstLetIn: boolean,
  ) {}

  async execute(): Promise<ResponseOf<typeof usersRpc.onboarding>> {
    const [hasUsers, administrator, settings] = await Promise.all([
      this.directory.hasUsers(),
      this.primaryAdministrator.current(),
      this.settings.current(),
    ]);
    const policy = signUpPolicy(settings.admin, this.isFirstLetIn);
    return {
      hasUsers,
      signUpOpen: isSignUpOpen(policy, administrator),
      oauth: { providers: oauthProviders(settings), autoRedirect: settings.oauth.OAUTH_AUTO_REDIRECT },
    };
  }
}
