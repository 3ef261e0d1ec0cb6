import type { CallContext, JsonObject, SignInOutcome } from '@reeve/contracts';
import { blockedGroups, claimedPerson } from '@reeve/users/domain';
import type { OAuthSettings, SettingsInForce } from './admin-settings.js';
import { matchesBounded } from './bounded-expression.js';
import type { FollowGroups, SaidGroups } from './groups/follow-groups.js';
import type { IdentityAccount } from './identity-account.js';

/** Lets somebody in by what an identity provider says of them, however it came to say it. */
export class ClaimedSignIn {
  constructor(
    private readonly accounts: IdentityAccount,
    private readonly groups: FollowGroups,
  ) {}

  /** @throws ReeveError those of `claimedPerson` and {@link IdentityAccount.enter}. */
  async enter(
    provider: string,
    claims: JsonObject,
    settings: SettingsInForce,
    call: CallContext,
  ): Promise<SignInOutcome> {
    const person = claimedPerson(claims, settings.oauth);
    const outcome = await this.accounts.enter(provider, person, settings, call);
    await this.groups.follow(outcome.user.id, saidGroups(person.groups, settings.oauth), call);
    return outcome;
  }
}

function saidGroups(names: readonly string[], settings: OAuthSettings): SaidGroups {
  const { ENABLE_OAUTH_GROUP_CREATION, OAUTH_GROUP_DEFAULT_SHARE, OAUTH_BLOCKED_GROUPS } = settings;
  return {
    names,
    created: ENABLE_OAUTH_GROUP_CREATION
      ? {
          description: 'Made when somebody in it signed in with an identity provider',
          data: { config: { share: OAUTH_GROUP_DEFAULT_SHARE } },
        }
      : null,
    isBlocked: blockedGroups(OAUTH_BLOCKED_GROUPS, matchesBounded),
  };
}
