import { setMaxListeners } from 'node:events';
import { Agent, fetch as undiciFetch, type Response as UndiciResponse } from 'undici';
import { outboundErrors } from '../outbound.errors.js';
import { outboundLimits, type OutboundLimits, type OutboundPolicy } from '../outbound-policy.js';
import { boundedBody } from './bounded-body.js';
import { checkedConnector } from './checked-connector.js';
import { networkFailure } from './network-failure.js';
import { nextHop, redirectLocation, type Hop } from './redirect.js';
import { targetUrl } from './target-url.js';

/** The part of WHATWG `fetch` that client libraries use. Rejects with a ReeveError; other errors are the caller's abort. */
export type GuardedFetch = (url: string | URL, init?: RequestInit) => Promise<Response>;

/** One thing done for an administrator, of one request or many. All of them share its time and its size. */
export interface OutboundCall {
  readonly fetch: GuardedFetch;
  /** Aborted, with a ReeveError as reason, when the call has taken too long or received too much. */
  readonly signal: AbortSignal;
}

/**
 * Runs `work` with a `fetch` that keeps the policy, and lets go of every connection when it is done. Ends by itself at
 * the deadline, even if `work` does not.
 *
 * @throws ReeveError 400, one code per kind of failure; and whatever `work` throws.
 */
export async function withOutboundCall<Result>(
  policy: OutboundPolicy,
  work: (call: OutboundCall) => Promise<Result>,
): Promise<Result> {
  const limits = { ...outboundLimits, ...policy.limits };
  const abort = new AbortController();
  const { signal } = abort;
  // Libraries listen to it once per request and never stop.
  setMaxListeners(0, signal);
  const aborted = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });
  const deadline = setTimeout(() => abort.abort(outboundErrors.timeout(limits.timeoutMs)), limits.timeoutMs);
  const agent = new Agent({
    connect: checkedConnector(policy, limits.timeoutMs, signal),
    headersTimeout: limits.timeoutMs,
    bodyTimeout: limits.timeoutMs,
    // Bytes as they arrive: a compressed stream may go on for ever and never yield one to count.
    maxResponseSize: limits.maxBytes,
  });
  try {
    return await Promise.race([work({ fetch: guard(agent, limits, abort), signal }), aborted]);
  } catch (error) {
    // Which of the racers noticed a limit first, and how a library wrapped it, is of no interest.
    throw signal.aborted ? signal.reason : error;
  } finally {
    clearTimeout(deadline);
    abort.abort(new DOMException('The outbound call is over', 'AbortError'));
    await agent.destroy();
  }
}

function guard(agent: Agent, limits: OutboundLimits, abort: AbortController): GuardedFetch {
  let received = 0;
  const count = (bytes: number): void => {
    received += bytes;
    if (received > limits.maxBytes) throw outboundErrors.tooLarge(limits.maxBytes);
  };

  return async (input, init) => {
    const signal = AbortSignal.any([abort.signal, ...(init?.signal ? [init.signal] : [])]);
    const failure = (error: unknown, url: URL): Error => {
      if (signal.aborted) return signal.reason as Error;
      const failed = networkFailure(error, url.origin, limits);
      // Ends the call, not this answer alone: a library may take it for a stream to be opened again.
      if (failed.code === 'OUTBOUND-TOO-LARGE') abort.abort(failed);
      return failed;
    };

    let hop = await firstHop(input, init);
    for (let followed = 0; ; followed += 1) {
      const { url } = hop;
      const answer = await exchange(hop, agent, signal).catch((error: unknown) => {
        throw failure(error, url);
      });
      const location = init?.redirect === 'manual' ? null : redirectLocation(answer.status, answer.headers);
      if (location === null) return toResponse(answer, url, count, (error) => failure(error, url));
      await answer.body?.cancel();
      if (init?.redirect === 'error') throw outboundErrors.redirectRefused('where none is expected');
      if (followed === limits.maxRedirects) throw outboundErrors.tooManyRedirects(limits.maxRedirects);
      hop = nextHop(hop, answer.status, location);
    }
  };
}

async function firstHop(input: string | URL, init: RequestInit | undefined): Promise<Hop> {
  const url = targetUrl(input);
  const request = new Request(url, {
    method: init?.method,
    headers: init?.headers,
    body: init?.body,
  } as RequestInit);
  if (!request.headers.has('user-agent')) request.headers.set('user-agent', 'Reeve');
  return {
    url,
    method: request.method,
    headers: request.headers,
    // Held whole, so that a redirect can send it again.
    body: request.body === null ? null : new Uint8Array(await request.arrayBuffer()),
  };
}

function exchange(
  { url, method, headers, body }: Hop,
  agent: Agent,
  signal: AbortSignal,
): Promise<UndiciResponse> {
  return undiciFetch(url, {
    method,
    headers: [...headers],
    body,
    redirect: 'manual',
    dispatcher: agent,
    signal,
  });
}

const WITHOUT_BODY = new Set([204, 205, 304]);

function toResponse(
  answer: UndiciResponse,
  url: URL,
  count: (bytes: number) => void,
  failure: (error: unknown) => Error,
): Response {
  const { status } = answer;
  if (status < 200 || status > 599) throw outboundErrors.notHttp(url.origin);
  const source = answer.body as ReadableStream<Uint8Array> | null;
  const body = source === null || WITHOUT_BODY.has(status) ? null : boundedBody(source, count, failure);
  const response = new Response(body, { status, headers: [...answer.headers] });
  return Object.defineProperty(response, 'url', { value: url.href });
}
