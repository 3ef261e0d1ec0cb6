import { usersErrors } from '@reeve/contracts';
import type { CallContext, oauthRpc, RequestOf, ResponseOf } from '@reeve/contracts';
import type { OutboundPolicy } from '@reeve/outbound';
import { assertTokenCounts } from '@reeve/users/domain';
import type { TokenExchangePolicy } from '@reeve/users/domain';
import type { AdminSettings } from './admin-settings.js';
import type { ClaimedSignIn } from './claimed-sign-in.js';
import { oidcClient, withinTime } from './oauth-provider.js';

type Rpc = typeof oauthRpc;

/** Nobody is sent anywhere, so that nobody comes back. */
const NOWHERE = '';

/** Somebody signs in with an access token that an identity provider has issued to an application of theirs. */
export class OAuthTokenExchange {
  /** @param policy null: the operator wants none of it. */
  constructor(
    private readonly settings: AdminSettings,
    private readonly policy: TokenExchangePolicy | null,
    private readonly outbound: OutboundPolicy,
    private readonly people: ClaimedSignIn,
  ) {}

  /**
   * The provider is asked, each time: whether the token is good, which client it was issued to (`assertTokenCounts`), and whom it
   * stands for. From there on it is a sign-in with the provider, by the same rules: claims, roles, groups, links, second factor.
   * The token is kept nowhere.
   *
   * @throws ReeveError `USERS-OAUTH-TOKEN-EXCHANGE-OFF` 403; `USERS-OAUTH-PROVIDER-UNKNOWN` 404; those of `askOidcAboutToken`, 400;
   *   of `assertTokenCounts`, 403; of {@link ClaimedSignIn.enter}.
   */
  async execute(
    { provider: named, token }: RequestOf<Rpc['exchangeToken']>,
    call: CallContext,
  ): Promise<ResponseOf<Rpc['exchangeToken']>> {
    if (this.policy === null) throw usersErrors.oauthTokenExchangeOff();
    // However it is written, as in Open WebUI.
    const provider = named.toLowerCase();
    const settings = await this.settings.current();
    const client = oidcClient(settings, provider, NOWHERE);
    const { askOidcAboutToken } = await import('@reeve/outbound');
    const outbound = withinTime(this.outbound, settings.oauth, call);
    const { issuedTo, claims } = await askOidcAboutToken(client, token, outbound);
    assertTokenCounts(issuedTo, client.clientId, this.policy);
    return await this.people.enter(provider, claims, settings, call);
  }
}
