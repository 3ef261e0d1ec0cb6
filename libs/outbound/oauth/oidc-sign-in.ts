import type { JsonObject } from '@reeve/contracts';
import type { ClientAuth, Configuration, CustomFetch } from 'openid-client';
import { errorCode } from '../network/network-failure.js';
import { withOutboundCall } from '../network/outbound-call.js';
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

/** What has to be known again when the person comes back, and to nobody else. */
export interface OidcFlow {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
}

/**
 * Where to send somebody who wants to sign in: authorization code flow, with PKCE, state and nonce, whatever the provider asks for.
 *
 * @throws ReeveError 400: those of the network, `OUTBOUND-OAUTH-DISCOVERY-PARSE`, `OUTBOUND-OAUTH-INSECURE`.
 */
export async function startOidcSignIn(
  client: OidcClient,
  policy: OutboundPolicy,
): Promise<{ readonly url: string; readonly flow: OidcFlow }> {
  return await withOutboundCall(policy, async ({ fetch }) => {
    const openid = await import('openid-client');
    const configuration = await discover(client, fetch, policy);
    const flow = {
      state: openid.randomState(),
      nonce: openid.randomNonce(),
      codeVerifier: openid.randomPKCECodeVerifier(),
    };
    const url = openid.buildAuthorizationUrl(configuration, {
      redirect_uri: client.redirectUri,
      scope: client.scope,
      state: flow.state,
      nonce: flow.nonce,
      code_challenge: await openid.calculatePKCECodeChallenge(flow.codeVerifier),
      code_challenge_method: 'S256',
      ...(client.audience === '' ? {} : { audience: client.audience }),
    });
    return { url: url.href, flow };
  });
}

/**
 * Takes what the provider has sent somebody back with, and asks it who they are.
 *
 * @param query of the address that they came back to, as it was.
 * @returns the claims of the ID token, whose signature was checked, and those of the user info endpoint where there is one.
 * @throws ReeveError 400: those of {@link startOidcSignIn}; `OUTBOUND-OIDC-REFUSED` when the provider or the person said no,
 *   `OUTBOUND-OIDC-INVALID` for another state, nonce or issuer, a code that was used, a signature that is not right.
 */
export async function finishOidcSignIn(
  client: OidcClient,
  { state, nonce, codeVerifier }: OidcFlow,
  query: string,
  policy: OutboundPolicy,
): Promise<JsonObject> {
  return await withOutboundCall(policy, async ({ fetch }) => {
    const openid = await import('openid-client');
    const configuration = await discover(client, fetch, policy);
    const cameBackTo = new URL(client.redirectUri);
    cameBackTo.search = query;
    try {
      const tokens = await openid.authorizationCodeGrant(configuration, cameBackTo, {
        pkceCodeVerifier: codeVerifier,
        expectedState: state,
        expectedNonce: nonce,
        idTokenExpected: true,
      });
      const told = tokens.claims();
      if (told === undefined) throw outboundErrors.oidcInvalid('it has no ID token');
      const claims = told as JsonObject;
      if (configuration.serverMetadata().userinfo_endpoint === undefined) return claims;
      const more = await openid.fetchUserInfo(configuration, tokens.access_token, told.sub);
      return { ...claims, ...(more as JsonObject) };
    } catch (error) {
      throw signInFailure(error, new URL(client.providerUrl).origin);
    }
  });
}

async function discover(
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

async function authentication({ clientSecret, authenticationMethod }: OidcClient): Promise<ClientAuth> {
  const { ClientSecretBasic, ClientSecretPost, None } = await import('openid-client');
  if (clientSecret === '' || authenticationMethod === 'none') return None();
  return authenticationMethod === 'client_secret_post'
    ? ClientSecretPost(clientSecret)
    : ClientSecretBasic(clientSecret);
}

function signInFailure(error: unknown, origin: string): Error {
  const known = reeveErrorIn(error);
  if (known !== undefined) return known;
  const code = errorCode(error) ?? '';
  if (code === 'OAUTH_HTTP_REQUEST_FORBIDDEN') return outboundErrors.oauthInsecure(origin);
  if (code === 'OAUTH_WWW_AUTHENTICATE_CHALLENGE') {
    return outboundErrors.oidcRefused('it does not take the credentials of the client');
  }
  // The error code of RFC 6749 4.1.2.1 and 5.2; the description beside it is the server's own words and stays out.
  const said = error instanceof Error && 'error' in error ? error.error : undefined;
  if (typeof said === 'string' && /^[a-z_]{1,64}$/.test(said)) return outboundErrors.oidcRefused(said);
  return outboundErrors.oidcInvalid(/^OAUTH_[A-Z_]{1,64}$/.test(code) ? code : 'it could not be read');
}
