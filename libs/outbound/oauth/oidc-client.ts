import type { ClientAuth, Configuration, CustomFetch } from 'openid-client';
import { errorCode } from '../network/network-failure.js';
import type { GuardedFetch } from '../network/outbound-call.js';
import { targetUrl } from '../network/target-url.js';
import { outboundErrors, reeveErrorIn } from '../outbound.errors.js';
import type { OutboundPolicy } from '../outbound-policy.js';

/** Reeve as an OpenID Connect provider knows it. */
export interface OidcClient {
  /** Of the provider: its issuer, or its discovery document. */
  readonly providerUrl: string;
  readonly clientId: string;
  /** Empty for a public client. */
  readonly clientSecret: string;
  /** Of RFC 8414 `token_endpoint_auth_methods_supported`; empty: the usual one. */
  readonly authenticationMethod: string;
  readonly redirectUri: string;
  /** Separated by spaces. */
  readonly scope: string;
  /** Of the access token; empty: the provider's own choice. */
  readonly audience: string;
}

/**
 * What the provider says of itself.
 *
 * @throws ReeveError 400: those of the network, `OUTBOUND-OAUTH-DISCOVERY-FETCH`, `OUTBOUND-OAUTH-DISCOVERY-PARSE`,
 *   `OUTBOUND-OAUTH-INSECURE`.
 */
export async function discoverOidc(
  client: OidcClient,
  fetch: GuardedFetch,
  policy: OutboundPolicy,
): Promise<Configuration> {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- deprecated to stand out, as its documentation says
  const { allowInsecureRequests, customFetch, discovery, enableNonRepudiationChecks } =
    await import('openid-client');
  const url = targetUrl(client.providerUrl);
  try {
    return await discovery(url, client.clientId, undefined, await authentication(client), {
      [customFetch]: fetch as CustomFetch,
      // A private network may do without TLS; on the internet a client secret never does.
      execute: [enableNonRepudiationChecks, ...(policy.allowPrivate ? [allowInsecureRequests] : [])],
    });
  } catch (error) {
    const known = reeveErrorIn(error);
    if (known !== undefined) throw known;
    switch (errorCode(error) ?? '') {
      case 'OAUTH_HTTP_REQUEST_FORBIDDEN':
        throw outboundErrors.oauthInsecure(url.origin);
      case 'OAUTH_RESPONSE_IS_NOT_CONFORM':
        throw outboundErrors.oauthDiscoveryFetch(url.origin);
      default:
        throw outboundErrors.oauthDiscoveryParse(url.origin);
    }
  }
}

/**
 * What to say of something that the provider, or who came from it, has refused or got wrong.
 *
 * @param presented what the provider was asked with.
 */
export function oidcFailure(
  error: unknown,
  { providerUrl }: OidcClient,
  presented = 'the credentials of the client',
): Error {
  const known = reeveErrorIn(error);
  if (known !== undefined) return known;
  const code = errorCode(error) ?? '';
  if (code === 'OAUTH_HTTP_REQUEST_FORBIDDEN')
    return outboundErrors.oauthInsecure(new URL(providerUrl).origin);
  if (code === 'OAUTH_WWW_AUTHENTICATE_CHALLENGE') {
    return outboundErrors.oidcRefused(`it does not take ${presented}`);
  }
  // The error code of RFC 6749 4.1.2.1 and 5.2; the description beside it is the server's own words and stays out.
  const said = error instanceof Error && 'error' in error ? error.error : undefined;
  if (typeof said === 'string' && /^[a-z_]{1,64}$/.test(said)) return outboundErrors.oidcRefused(said);
  return outboundErrors.oidcInvalid(/^OAUTH_[A-Z_]{1,64}$/.test(code) ? code : 'it could not be read');
}

async function authentication({ clientSecret, authenticationMethod }: OidcClient): Promise<ClientAuth> {
  const { ClientSecretBasic, ClientSecretPost, None } = await import('openid-client');
  if (clientSecret === '' || authenticationMethod === 'none') return None();
  return authenticationMethod === 'client_secret_post'
    ? ClientSecretPost(clientSecret)
    : ClientSecretBasic(clientSecret);
}
