import type { ReeveError } from '@reeve/contracts';
import type { CustomFetch, DiscoveryRequestOptions, ServerMetadata } from 'openid-client';
import { errorCode } from '../network/network-failure.js';
import type { GuardedFetch } from '../network/outbound-call.js';
import { targetUrl } from '../network/target-url.js';
import { outboundErrors, reeveErrorIn } from '../outbound.errors.js';
import type { OutboundPolicy } from '../outbound-policy.js';

/** An authorization server, with what `openid-client` is to be told to meet it again. */
export interface AuthorizationServer {
  readonly url: URL;
  readonly options: DiscoveryRequestOptions;
  readonly server: Readonly<ServerMetadata>;
}

/**
 * The first of `servers` (issuer URLs) that has metadata: RFC 8414, else OpenID Connect.
 *
 * @throws ReeveError 400: of the network, `OUTBOUND-OAUTH-DISCOVERY-FETCH`, `OUTBOUND-OAUTH-DISCOVERY-PARSE` (also for
 * metadata of another issuer), `OUTBOUND-OAUTH-INSECURE`.
 */
export async function findAuthorizationServer(
  servers: readonly string[],
  fetch: GuardedFetch,
  policy: OutboundPolicy,
): Promise<AuthorizationServer> {
  const { discovery } = await import('openid-client');
  const options = await discoveryOptions(fetch, policy);
  let failure: ReeveError | undefined;
  for (const url of servers.map((server) => targetUrl(server))) {
    for (const algorithm of ['oauth2', 'oidc'] as const) {
      const attempt = { ...options, algorithm };
      try {
        // Discovery asks for a client's id but does not send it.
        const configuration = await discovery(url, 'unregistered', undefined, undefined, attempt);
        return { url, options: attempt, server: configuration.serverMetadata() };
      } catch (error) {
        // What is at one place may be another server's, or a page for what does not exist: the next one may be right.
        failure ??= discoveryFailure(error, url.origin);
      }
    }
  }
  throw failure ?? outboundErrors.oauthDiscoveryFetch(new URL(servers[0] ?? '').origin);
}

async function discoveryOptions(
  fetch: GuardedFetch,
  policy: OutboundPolicy,
): Promise<DiscoveryRequestOptions> {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- deprecated to stand out, as its documentation says
  const { allowInsecureRequests, customFetch } = await import('openid-client');
  return {
    [customFetch]: fetch as CustomFetch,
    // A private network may do without TLS; on the internet a client secret never does.
    execute: policy.allowPrivate ? [allowInsecureRequests] : [],
  };
}

/** `undefined` where there simply is no document; throws what makes looking further pointless. */
function discoveryFailure(error: unknown, origin: string): ReeveError | undefined {
  const known = reeveErrorIn(error);
  if (known !== undefined) throw known;
  switch (errorCode(error) ?? '') {
    case 'OAUTH_HTTP_REQUEST_FORBIDDEN':
      throw outboundErrors.oauthInsecure(origin);
    case 'OAUTH_RESPONSE_IS_NOT_CONFORM':
      return undefined;
    default:
      return outboundErrors.oauthDiscoveryParse(origin);
  }
}
