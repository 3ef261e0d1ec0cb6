import { outboundErrors } from '../outbound.errors.js';
import type { OutboundPolicy } from '../outbound-policy.js';
import { withOutboundCall } from './outbound-call.js';

export interface OutboundRequest {
  readonly url: string;
  /** `GET` unless given. */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface OutboundAnswer {
  /** Scheme, host and port that the answer came from, after redirects: what may be shown of its URL. */
  readonly origin: string;
  /** 200 to 599. */
  readonly status: number;
  readonly ok: boolean;
  readonly headers: Headers;
  /** Decompressed. */
  readonly body: Uint8Array;
}

/**
 * One request to an address that an administrator gave, whatever the status of its answer.
 *
 * @throws ReeveError 400: `OUTBOUND-URL-INVALID`, `OUTBOUND-ADDRESS-REFUSED`, `OUTBOUND-UNREACHABLE`, `OUTBOUND-TLS`,
 * `OUTBOUND-NOT-HTTP`, `OUTBOUND-TIMEOUT`, `OUTBOUND-TOO-LARGE`, `OUTBOUND-TOO-MANY-REDIRECTS`,
 * `OUTBOUND-REDIRECT-REFUSED`.
 */
export async function guardedFetch(
  { url, method = 'GET', headers = {}, body }: OutboundRequest,
  policy: OutboundPolicy,
): Promise<OutboundAnswer> {
  return withOutboundCall(policy, async ({ fetch }) => {
    const response = await fetch(url, { method, headers, ...(body === undefined ? {} : { body }) });
    return {
      origin: new URL(response.url).origin,
      status: response.status,
      ok: response.ok,
      headers: response.headers,
      body: new Uint8Array(await response.arrayBuffer()),
    };
  });
}

/** @throws ReeveError `OUTBOUND-STATUS` unless the status is 2xx. */
export function requireSuccess(response: Response): void {
  if (!response.ok) throw outboundErrors.status(new URL(response.url).origin, response.status);
}
