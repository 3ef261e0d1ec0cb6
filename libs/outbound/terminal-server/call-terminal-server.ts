import type { JsonObject, JsonValue } from '@reeve/contracts';
import { guardedFetch, type OutboundAnswer, type OutboundRequest } from '../network/guarded-fetch.js';
import { outboundErrors } from '../outbound.errors.js';
import type { OutboundPolicy } from '../outbound-policy.js';
import { terminalServerUrl } from './terminal-server-url.js';

export interface TerminalServerCall {
  readonly operation: 'policy' | 'lifecycle' | 'refresh';
  /**
   * As the administrator sent it (reference 3): `url`; for policy and lifecycle `policy_id` and, to write instead of
   * read, `policy_data` or `lifecycle_data`; for refresh `user_id`, `policy_id`, `only_idle`, `reset`.
   */
  readonly body: JsonObject;
  /** As `outboundHeaders` makes them. */
  readonly headers: Readonly<Record<string, string>>;
}

export interface TerminalServerAnswer {
  /** The terminal server's own. */
  readonly status: number;
  /** Its JSON; of a failure that is not JSON, the first {@link MAX_FAILURE_LENGTH} characters of its text. */
  readonly body: JsonValue;
}

export const MAX_FAILURE_LENGTH = 2_000;

/**
 * Passes a call on to an orchestrator and its answer back, whatever the status.
 *
 * @throws ReeveError 400: those of `guardedFetch`; `OUTBOUND-REQUEST-INVALID`; `OUTBOUND-NOT-JSON` for a success that
 * is not JSON.
 */
export async function callTerminalServer(
  call: TerminalServerCall,
  policy: OutboundPolicy,
): Promise<TerminalServerAnswer> {
  const answer = await guardedFetch(requestFor(call), policy);
  return { status: answer.status, body: bodyOf(answer) };
}

function requestFor({ operation, body, headers }: TerminalServerCall): OutboundRequest {
  const url = text(body['url']) ?? '';
  switch (operation) {
    case 'policy':
      return readOrWrite(url, policyPath(body), body['policy_data'], headers);
    case 'lifecycle':
      return readOrWrite(url, `${policyPath(body)}/lifecycle`, body['lifecycle_data'], headers);
    case 'refresh':
      return writing('POST', url, '/api/v1/terminals/refresh', refreshOf(body), headers);
  }
}

function readOrWrite(
  url: string,
  path: string,
  data: JsonValue | undefined,
  headers: TerminalServerCall['headers'],
): OutboundRequest {
  return data === undefined || data === null
    ? { url: terminalServerUrl(url, path).href, headers }
    : writing('PUT', url, path, data, headers);
}

function writing(
  method: 'PUT' | 'POST',
  url: string,
  path: string,
  data: JsonValue,
  headers: TerminalServerCall['headers'],
): OutboundRequest {
  return {
    method,
    url: terminalServerUrl(url, path).href,
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify(data),
  };
}

function policyPath(body: JsonObject): string {
  const id = text(body['policy_id']);
  // A dot segment would be resolved away and name another resource.
  if (id === undefined || id === '.' || id === '..') {
    throw outboundErrors.requestInvalid('The policy id is missing or not valid.');
  }
  return `/api/v1/policies/${encodeURIComponent(id)}`;
}

function refreshOf(body: JsonObject): JsonObject {
  const userId = text(body['user_id']);
  const policyId = text(body['policy_id']);
  return {
    only_idle: body['only_idle'] !== false,
    reset: body['reset'] === true,
    ...(userId === undefined ? {} : { user_id: userId }),
    ...(policyId === undefined ? {} : { policy_id: policyId }),
  };
}

function text(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function bodyOf({ body, ok, origin }: OutboundAnswer): JsonValue {
  const content = new TextDecoder().decode(body);
  try {
    return JSON.parse(content) as JsonValue;
  } catch {
    if (ok) throw outboundErrors.notJson(origin);
    return content.slice(0, MAX_FAILURE_LENGTH);
  }
}
