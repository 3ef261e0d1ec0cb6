import type { JsonObject, ReeveError } from '@reeve/contracts';
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
    let failure: ReeveError | undefined;
    for (const server of authorizationServers.map((named) => targetUrl(named))) {
      try {
        const metadata = await metadataOf(server, call);
        if (metadata !== undefined) return { status: true, oauth_server_metadata: metadata };
      } catch (error) {
        const known = reeveErrorIn(error);
        if (known !== undefined) throw known;
        failure ??= discoveryFailure(error, server);
      }
    }
    throw failure ?? outboundErrors.oauthDiscoveryFetch(targetUrl(url).origin);
  });
}

async function metadataOf(server: URL, call: OutboundCall): Promise<JsonObject | undefined> {
  const { discoverAuthorizationServerMetadata } = await import('@modelcontextprotocol/sdk/client/auth.js');
  const metadata = await discoverAuthorizationServerMetadata(server, { fetchFn: followingRedirects(call) });
  return metadata as JsonObject | undefined;
}

function discoveryFailure(error: unknown, server: URL): ReeveError {
  const invalid = error instanceof Error && ['ZodError', '$ZodError', 'SyntaxError'].includes(error.name);
  return invalid
    ? outboundErrors.oauthDiscoveryParse(server.origin)
    : outboundErrors.oauthDiscoveryFetch(server.origin);
}
