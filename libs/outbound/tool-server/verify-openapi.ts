import type { JsonObject } from '@reeve/contracts';
import { requireSuccess } from '../network/guarded-fetch.js';
import { withOutboundCall } from '../network/outbound-call.js';
import { outboundLimits, type OutboundPolicy } from '../outbound-policy.js';
import { readUntrustedDocument } from './read-untrusted-document.js';

export interface OpenApiServer {
  readonly url: string;
  /** Where the document is: below `url`, or an address of its own if it contains `://`. */
  readonly path: string;
  /** As `outboundHeaders` makes them. */
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * The OpenAPI document (or Swagger 2 document) of a tool server, JSON or YAML.
 *
 * @throws ReeveError 400: those of `guardedFetch`, `OUTBOUND-STATUS`, `OUTBOUND-NOT-A-DOCUMENT`.
 */
export async function verifyOpenApi(
  { url, path, headers }: OpenApiServer,
  policy: OutboundPolicy,
): Promise<JsonObject> {
  return withOutboundCall(policy, async (call) => {
    const response = await call.fetch(documentUrl(url, path), {
      headers: { accept: 'application/json, application/yaml;q=0.9, */*;q=0.5', ...headers },
    });
    requireSuccess(response);
    const bytes = new Uint8Array(await response.arrayBuffer());
    const maxBytes = policy.limits?.maxBytes ?? outboundLimits.maxBytes;
    return readUntrustedDocument({ bytes, maxBytes }, call.signal);
  });
}

/** Reference 3: `path` if it contains `://`, else `url` + `/`-prefixed `path`. */
export function documentUrl(url: string, path: string): string {
  if (path.includes('://')) return path;
  return `${url.replace(/\/+$/, '')}/${path.replace(/^\//, '')}`;
}
