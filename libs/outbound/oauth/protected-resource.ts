import type { OutboundCall } from '../network/outbound-call.js';
import { targetUrl } from '../network/target-url.js';
import { reeveErrorIn } from '../outbound.errors.js';

/** What a server says of who may let clients in to it (RFC 9728), or what is assumed of one that says nothing. */
export interface ProtectedResource {
  /** RFC 8707 indicator; `null` when the server names none. */
  readonly resource: string | null;
  /** Never empty: without metadata, the server itself and then its root are tried, as early MCP servers have it. */
  readonly authorizationServers: readonly string[];
  readonly scopes: readonly string[];
}

/**
 * Reads a server's protected-resource metadata, from where its 401 says or from the well-known places.
 *
 * @throws ReeveError of the network; a server without metadata is no error.
 */
export async function readProtectedResource(
  serverUrl: string,
  call: OutboundCall,
): Promise<ProtectedResource> {
  const url = targetUrl(serverUrl);
  const { discoverOAuthProtectedResourceMetadata, extractWWWAuthenticateParams } =
    await import('@modelcontextprotocol/sdk/client/auth.js');
  const challenge = await call.fetch(url, { headers: { accept: 'application/json, text/event-stream' } });
  await challenge.body?.cancel();
  const { resourceMetadataUrl } = extractWWWAuthenticateParams(challenge);
  try {
    const metadata = await discoverOAuthProtectedResourceMetadata(
      url,
      resourceMetadataUrl === undefined ? {} : { resourceMetadataUrl },
      followingRedirects(call),
    );
    const named = metadata.authorization_servers ?? [];
    return {
      resource: metadata.resource,
      authorizationServers: named.length > 0 ? named : itself(url),
      scopes: metadata.scopes_supported ?? [],
    };
  } catch (error) {
    const known = reeveErrorIn(error);
    if (known !== undefined) throw known;
    return { resource: null, authorizationServers: itself(url), scopes: [] };
  }
}

/** The SDK follows redirects by rules of its own unless its `fetch` never shows it one. */
export function followingRedirects(call: OutboundCall): OutboundCall['fetch'] {
  return (url, init) => call.fetch(url, { ...init, redirect: 'follow' });
}

function itself(url: URL): readonly string[] {
  const root = new URL('/', url).href;
  const issuer = new URL(url.pathname, url).href;
  return issuer === root ? [root] : [issuer, root];
}
