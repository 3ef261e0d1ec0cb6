import type { JsonObject } from '@reeve/contracts';
import type { ClientMetadata } from 'openid-client';
import { errorCode } from '../network/network-failure.js';
import { withOutboundCall } from '../network/outbound-call.js';
import { outboundErrors, reeveErrorIn } from '../outbound.errors.js';
import type { OutboundPolicy } from '../outbound-policy.js';
import { findAuthorizationServer, type AuthorizationServer } from './authorization-server.js';
import { readProtectedResource } from './protected-resource.js';

export interface OAuthClientRequest {
  /** Of the MCP server that the client is for. */
  readonly url: string;
  /** Used only with a secret; a client that is registered now gets its id from the server. */
  readonly clientId: string;
  readonly clientName: string;
  /** Of a client registered beforehand. */
  readonly clientSecret?: string | null;
  /** Where to look for the authorization server instead of `url`. */
  readonly oauthServerUrl?: string | null;
  /** Separated by spaces or commas; else what the MCP server asks for. */
  readonly oauthScope?: string | null;
  readonly redirectUri: string;
}

/**
 * Finds the authorization server and registers a client with it (RFC 7591), or, given a client's secret, only finds it.
 *
 * @returns the client's information as registered, secrets included: the caller seals it. Beside the members of RFC
 * 7591 it has `issuer`, `server_metadata` and `resource`.
 * @throws ReeveError 400: those of `guardedFetch`, `OUTBOUND-OAUTH-DISCOVERY-FETCH`, `OUTBOUND-OAUTH-DISCOVERY-PARSE`,
 * `OUTBOUND-OAUTH-INSECURE` (http, unless private addresses are allowed), `OUTBOUND-OAUTH-REGISTRATION-UNSUPPORTED`,
 * `OUTBOUND-OAUTH-REGISTRATION-REFUSED`.
 */
export async function registerOAuthClient(
  request: OAuthClientRequest,
  policy: OutboundPolicy,
): Promise<JsonObject> {
  return withOutboundCall(policy, async (call) => {
    const { resource, authorizationServers, scopes } = await readProtectedResource(
      given(request.oauthServerUrl) ?? request.url,
      call,
    );
    const found = await findAuthorizationServer(authorizationServers, call.fetch, policy);
    const { server } = found;
    const scope =
      given(request.oauthScope)
        ?.split(/[\s,]+/)
        .join(' ') ?? scopes.join(' ');
    const wanted = {
      redirect_uris: [request.redirectUri],
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
      token_endpoint_auth_method: authenticationMethod(server.token_endpoint_auth_methods_supported),
      ...(scope === '' ? {} : { scope }),
    };
    const secret = given(request.clientSecret);
    const client =
      secret === undefined
        ? await register(found, { ...wanted, client_name: request.clientName })
        : { ...wanted, client_id: request.clientId, client_secret: secret };
    return { ...client, issuer: server.issuer, server_metadata: server as unknown as JsonObject, resource };
  });
}

async function register(
  { url, options, server }: AuthorizationServer,
  metadata: JsonObject,
): Promise<JsonObject> {
  const { dynamicClientRegistration } = await import('openid-client');
  if (server.registration_endpoint === undefined) {
    throw outboundErrors.oauthRegistrationUnsupported(url.origin);
  }
  try {
    const configuration = await dynamicClientRegistration(
      url,
      metadata as Partial<ClientMetadata>,
      undefined,
      options,
    );
    return { ...metadata, ...(configuration.clientMetadata() as unknown as JsonObject) };
  } catch (error) {
    const known = reeveErrorIn(error);
    if (known !== undefined) throw known;
    if (errorCode(error) === 'OAUTH_HTTP_REQUEST_FORBIDDEN') throw outboundErrors.oauthInsecure(url.origin);
    throw outboundErrors.oauthRegistrationRefused(url.origin, refusalReason(error));
  }
}

/** The error code of RFC 7591 3.2.2; the description beside it is the server's own words and stays out. */
function refusalReason(error: unknown): string {
  const code = error instanceof Error && 'error' in error ? error.error : undefined;
  return typeof code === 'string' && /^[a-z_]{1,64}$/.test(code) ? code : 'its answer is not valid';
}

/** What Reeve prefers among the methods of RFC 8414 `token_endpoint_auth_methods_supported`. */
function authenticationMethod(supported: readonly string[] = ['client_secret_basic']): string {
  const preferred = ['client_secret_post', 'client_secret_basic', 'none'];
  return preferred.find((method) => supported.includes(method)) ?? supported[0] ?? 'client_secret_basic';
}

function given(value: string | null | undefined): string | undefined {
  const trimmed = value?.trim() ?? '';
  return trimmed === '' ? undefined : trimmed;
}
