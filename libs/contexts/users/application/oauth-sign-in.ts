import { usersErrors } from '@reeve/contracts';
import type { CallContext, RequestOf, ResponseOf, usersRpc } from '@reeve/contracts';
import type { OidcFlow, OutboundPolicy } from '@reeve/outbound';
import type { Sealing } from '@reeve/sealing';
import type { AdminSettings } from './admin-settings.js';
import type { ClaimedSignIn } from './claimed-sign-in.js';
import { oidcClient, redirectUri, withinTime } from './oauth-provider.js';

type Rpc = typeof usersRpc;

/** What somebody brings back, sealed: nothing of a sign-in that is under way is kept here, so any replica can finish it. */
interface Flow extends OidcFlow {
  readonly provider: string;
  readonly redirectUri: string;
  /** Epoch milliseconds. */
  readonly until: number;
}

const FLOW = 'users.oauth-flow';
const LIFETIME_SECONDS = 600;

/** Loaded when first needed: its libraries are large, and many installations have no provider. */
const outbound = () => import('@reeve/outbound');

/** Somebody signs in with an identity provider: OpenID Connect, authorization code flow. */
export class OAuthSignIn {
  constructor(
    private readonly settings: AdminSettings,
    private readonly policy: OutboundPolicy,
    private readonly sealing: Sealing,
    private readonly people: ClaimedSignIn,
  ) {}

  /** @throws ReeveError `USERS-OAUTH-PROVIDER-UNKNOWN` 404; those of `startOidcSignIn`, 400. */
  async begin(
    { provider, origin }: RequestOf<Rpc['beginOAuthSignIn']>,
    call: CallContext,
  ): Promise<ResponseOf<Rpc['beginOAuthSignIn']>> {
    const settings = await this.settings.current();
    const client = oidcClient(settings, provider, redirectUri(settings, origin));
    const { startOidcSignIn } = await outbound();
    const { url, flow } = await startOidcSignIn(client, withinTime(this.policy, settings.oauth, call));
    const until = Date.now() + LIFETIME_SECONDS * 1000;
    const brought: Flow = { ...flow, provider, redirectUri: client.redirectUri, until };
    const sealed = await this.sealing.seal('anonymous', FLOW, JSON.stringify(brought));
    return { url, flow: sealed, lifetimeSeconds: LIFETIME_SECONDS };
  }

  /**
   * @throws ReeveError `USERS-OAUTH-PROVIDER-UNKNOWN` 404; `USERS-OAUTH-FLOW-INVALID` 400; those of `finishOidcSignIn`
   *   and {@link ClaimedSignIn.enter}.
   */
  async finish(
    { provider, query, flow: sealed }: RequestOf<Rpc['finishOAuthSignIn']>,
    call: CallContext,
  ): Promise<ResponseOf<Rpc['finishOAuthSignIn']>> {
    const settings = await this.settings.current();
    const flow = await this.open(sealed);
    const client = oidcClient(settings, provider, flow?.redirectUri ?? '');
    if (flow?.provider !== provider || flow.until < Date.now()) throw usersErrors.oauthFlowInvalid();
    const { finishOidcSignIn } = await outbound();
    const policy = withinTime(this.policy, settings.oauth, call);
    const claims = await finishOidcSignIn(client, flow, query, policy);
    return await this.people.enter(provider, claims, settings, call);
  }

  /** Undefined for what was not sealed here, or as something else. */
  private async open(sealed: string | null): Promise<Flow | undefined> {
    if (sealed === null) return undefined;
    try {
      const text = await this.sealing.unseal(FLOW, sealed);
      return text === undefined ? undefined : (JSON.parse(text) as Flow);
    } catch (error) {
      if (error instanceof Error && error.name === 'SealedValueError') return undefined;
      throw error;
    }
  }
}
