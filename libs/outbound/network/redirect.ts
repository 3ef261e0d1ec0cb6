import { outboundErrors } from '../outbound.errors.js';
import { targetUrl } from './target-url.js';

/** One request on its way: the first, or the one a redirect leads to. */
export interface Hop {
  readonly url: URL;
  readonly method: string;
  readonly headers: Headers;
  readonly body: Uint8Array | null;
}

/** What describes the request and not the caller. Every other header may be a credential under some name. */
const CARRIED_TO_ANOTHER_ORIGIN = new Set(['accept', 'accept-language', 'content-type', 'user-agent']);

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** Where an answer redirects to, or `null` if it is a final one. */
export function redirectLocation(
  status: number,
  headers: { get(name: string): string | null },
): string | null {
  return REDIRECTS.has(status) ? headers.get('location') : null;
}

/**
 * The request that follows a redirect (Fetch standard, HTTP-redirect fetch). What leaves the origin it was meant for is
 * cut to what any stranger may have: no header that could be a credential, no body.
 *
 * @throws ReeveError `OUTBOUND-REDIRECT-REFUSED` from https to http, and for a body that would go to another origin;
 * `OUTBOUND-URL-INVALID` for a target that may not be called.
 */
export function nextHop(hop: Hop, status: number, location: string): Hop {
  const url = targetUrl(location, hop.url);
  if (hop.url.protocol === 'https:' && url.protocol === 'http:') {
    throw outboundErrors.redirectRefused('from https to plain http');
  }
  const becomesGet =
    (status === 303 && hop.method !== 'GET' && hop.method !== 'HEAD') ||
    ((status === 301 || status === 302) && hop.method === 'POST');
  const method = becomesGet ? 'GET' : hop.method;
  const body = becomesGet ? null : hop.body;
  const headers = new Headers(hop.headers);
  if (becomesGet) headers.delete('content-type');

  if (url.origin !== hop.url.origin) {
    if (body !== null) throw outboundErrors.redirectRefused('a request with a body to another server');
    for (const name of hop.headers.keys()) {
      if (!CARRIED_TO_ANOTHER_ORIGIN.has(name)) headers.delete(name);
    }
  }
  return { url, method, headers, body };
}
