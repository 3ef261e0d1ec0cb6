import type { JsonObject } from '@reeve/contracts';
import { withOutboundCall } from '../network/outbound-call.js';
import { outboundErrors } from '../outbound.errors.js';
import type { OutboundPolicy } from '../outbound-policy.js';
import { discoverOidc, oidcFailure } from './oidc-client.js';
import type { OidcClient } from './oidc-client.js';

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
    const configuration = await discoverOidc(client, fetch, policy);
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
    const configuration = await discoverOidc(client, fetch, policy);
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
      throw oidcFailure(error, client);
    }
  });
}
