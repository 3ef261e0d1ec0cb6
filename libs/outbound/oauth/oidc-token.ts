import { isJsonObject } from '@reeve/contracts';
import type { JsonObject } from '@reeve/contracts';
import type { Configuration } from 'openid-client';
import { withOutboundCall } from '../network/outbound-call.js';
import { outboundErrors } from '../outbound.errors.js';
import type { OutboundPolicy } from '../outbound-policy.js';
import { discoverOidc, oidcFailure } from './oidc-client.js';
import type { OidcClient } from './oidc-client.js';

/** What a provider says of an access token that somebody else brings. */
export interface OidcToken {
  /** The client that it was issued to; null: the provider does not tell. */
  readonly issuedTo: string | null;
  /** Those of the user info endpoint. */
  readonly claims: JsonObject;
}

/**
 * Asks the provider whom an access token stands for, and to which client it was issued: at its introspection endpoint (RFC 7662,
 * `client_id`) where it has one, else by `azp` of the user info. `aud` says who may be asked with a token, not who got it, and
 * some providers let any client choose it: it is not looked at. Both endpoints have to speak of one person.
 *
 * @throws ReeveError 400: those of the network and of discovery; `OUTBOUND-OIDC-REFUSED` for a token that is not good (any more),
 *   or that is not told of to this client; `OUTBOUND-OIDC-INVALID` for answers that are not right, and for a provider without a
 *   user info endpoint.
 */
export async function askOidcAboutToken(
  client: OidcClient,
  token: string,
  policy: OutboundPolicy,
): Promise<OidcToken> {
  return await withOutboundCall(policy, async ({ fetch }) => {
    const openid = await import('openid-client');
    const configuration = await discoverOidc(client, fetch, policy);
    const { userinfo_endpoint: userInfo } = configuration.serverMetadata();
    if (userInfo === undefined) throw outboundErrors.oidcInvalid('it has no user info endpoint');
    const introspected = await introspect(configuration, client, token);
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- to stand out: nobody is expected, so nobody else can come
    const subject = textIn(introspected, 'sub') ?? openid.skipSubjectCheck;
    try {
      const claims = (await openid.fetchUserInfo(configuration, token, subject)) as JsonObject;
      return { issuedTo: textIn(introspected, 'client_id') ?? textIn(claims, 'azp'), claims };
    } catch (error) {
      throw oidcFailure(error, client, 'the token');
    }
  });
}

/** Empty where the provider does not introspect. */
async function introspect(
  configuration: Configuration,
  client: OidcClient,
  token: string,
): Promise<JsonObject> {
  const { tokenIntrospection } = await import('openid-client');
  const { introspection_endpoint: endpoint, issuer } = configuration.serverMetadata();
  if (endpoint === undefined) return {};
  try {
    const told: unknown = await tokenIntrospection(configuration, token, { token_type_hint: 'access_token' });
    if (!isJsonObject(told)) throw outboundErrors.oidcInvalid('it could not be read');
    if (told['active'] !== true) throw outboundErrors.oidcRefused('it does not take the token');
    if ((textIn(told, 'iss') ?? issuer) !== issuer) throw outboundErrors.oidcInvalid('another issuer');
    return told;
  } catch (error) {
    throw oidcFailure(error, client);
  }
}

function textIn(object: JsonObject, name: string): string | null {
  const value = Object.hasOwn(object, name) ? object[name] : undefined;
  return typeof value === 'string' && value !== '' ? value : null;
}
