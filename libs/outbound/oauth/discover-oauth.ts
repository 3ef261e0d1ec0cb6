import type { JsonObject } from '@reeve/contracts';
import { withOutboundCall, type OutboundCall } from '../network/outbound-call.js';
import { targetUrl } from '../network/target-url.js';
import { outboundErrors, reeveErrorIn } from '../outbound.errors.js';
import type { OutboundPolicy } from '../outbound-policy.js';
import { followingRedirects, readProtectedResource } from './protected-resource.js';

export interface OAuthDiscovery {
  readonly status: true;
  /** RFC 8414 or OpenID Connect Discovery, as the authorization server gives it. */
  readonly oauth_server_metadata: JsonObject;
}

/**
 * Finds the authorization server of an MCP server (RFC 9728), then its metadata (RFC 8414, else OpenID Connect).
 *
 * @param url of the MCP server, or of the authorization server itself.
 * @throws ReeveError 400: those of `guardedFetch`; `OUTBOUND-OAUTH-DISCOVERY-FETCH` if there is no document,
 * `OUTBOUND-OAUTH-DISCOVERY-PARSE` if there is one that is not valid.
 */
export async function discoverOAuth(url: string, policy: OutboundPolicy): Promise<OAuthDiscovery> {
  return withOutboundCall(policy, async (call) => {
    const { authorizationServers } = await readProtectedResource(url, call);
    for (const server of authorizationServers) {
      const metadata = await metadataOf(targetUrl(server), call);
      if (metadata !== undefined) return { status: true, oauth_server_metadata: metadata };
    }
    throw outboundErrors.oauthDiscoveryFetch(targetUrl(url).origin);
  });
}

async function metadataOf(server: URL, call: OutboundCall): Promise<JsonObject | undefined> {
  const { discoverAuthorizationServerMetadata } = await import('@modelcontextprotocol/sdk/client/auth.js');
  try {
    const metadata = await discoverAuthorizationServerMetadata(server, { fetchFn: followingRedirects(call) });
    return metadata as JsonObject | undefined;
  } catch (error) {
    throw reeveErrorIn(error) ?? discoveryFailure(error, server);
  }
}

function discoveryFailure(error: unknown, server: URL): Error {
  const invalid = error instanceof Error && ['ZodError', '$ZodError', 'SyntaxError'].includes(error.name);
  return invalid
    ? outboundErrors.oauthDiscoveryParse(server.origin)
    : outboundErrors.oauthDiscoveryFetch(server.origin);
}
