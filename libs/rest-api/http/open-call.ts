import { randomUUID } from 'node:crypto';
import type { CallContext, Principal } from '@reeve/contracts';
import type { FastifyRequest } from 'fastify';
import { v5 } from 'uuid';
import { httpErrors } from './http.errors.js';

/** Namespace of the command ids that idempotency keys stand for. Changing it would make every key new. */
const KEY_NAMESPACE = '5b1ee6a4-8a0e-4a57-9d0f-3a5f5d0f8f31';
const IDEMPOTENCY_KEY = /^[\x20-\x7e]{1,255}$/;
const TRACEPARENT = /^[\da-f]{2}-[\da-f]{32}-[\da-f]{16}-[\da-f]{2}$/;
/** What is kept of a user agent. */
const MAX_USER_AGENT_CHARACTERS = 512;

/** Whether the request may change something: only then does an `Idempotency-Key` mean anything. */
export function isWrite(method: string): boolean {
  return method !== 'GET' && method !== 'HEAD' && method !== 'OPTIONS';
}

/** What a process opens its calls with. */
export interface CallOptions {
  /** From now on, in milliseconds: how long its sender took to send the body does not count. */
  readonly timeoutMs: number;
  /** Keyed digest of what was asked. */
  readonly fingerprint: (asked: string) => string;
}

/**
 * The call that a request makes, once it is known who makes it.
 *
 * @throws ReeveError `IDEMPOTENCY-KEY-MALFORMED` 400.
 */
export function openCall(request: FastifyRequest, principal: Principal, options: CallOptions): CallContext {
  const { headers } = request;
  const key = isWrite(request.method) ? headers['idempotency-key'] : undefined;
  const traceparent = headers['traceparent'];
  return {
    principal,
    requestId: request.id,
    commandId: key === undefined ? randomUUID() : commandId(key, principal),
    commandHash: key === undefined ? null : options.fingerprint(askedBy(request)),
    deadline: Date.now() + options.timeoutMs,
    ip: request.ip,
    userAgent: headers['user-agent']?.slice(0, MAX_USER_AGENT_CHARACTERS) ?? null,
    traceparent: typeof traceparent === 'string' && TRACEPARENT.test(traceparent) ? traceparent : null,
  };
}

/** One key is one command for one person, and another command for another person. */
function commandId(key: string | string[], principal: Principal): string {
  if (typeof key !== 'string' || !IDEMPOTENCY_KEY.test(key)) throw httpErrors.idempotencyKeyMalformed();
  return v5(`${principal.id ?? 'anonymous'}\n${key}`, KEY_NAMESPACE);
}

function askedBy({ method, url, rawBody }: FastifyRequest): string {
  return `${method} ${url}\n${rawBody?.toString('base64') ?? ''}`;
}
