import { errors, ReeveError } from '@reeve/contracts';
import type { CallContext, ErrorEnvelope } from '@reeve/contracts';
import { busErrors } from './bus.errors.js';

/** A request as it crosses: the payload, and the call's context (its deadline included) as one header value. */
export interface RequestMessage {
  readonly subject: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

export const CONTEXT_HEADER = 'reeve-context';

/** JSON text of a payload. `undefined` (an answer of nothing) crosses as null. */
export function encodeBody(payload: unknown): string {
  return JSON.stringify(payload ?? null);
}

export function encodeHeaders(context: CallContext): Record<string, string> {
  return { [CONTEXT_HEADER]: JSON.stringify(context) };
}

/**
 * @throws ReeveError `BUS-MESSAGE-INVALID` 400 for what is no request of Reeve's. Anything may be published on a subject:
 *   a message that cannot be read must never do more than be refused.
 */
export function decodeRequest(message: RequestMessage): {
  readonly payload: unknown;
  readonly context: CallContext;
} {
  try {
    const context: unknown = JSON.parse(message.headers[CONTEXT_HEADER] ?? '');
    if (!isCallContext(context)) throw new TypeError('no call context');
    return { payload: JSON.parse(message.body), context };
  } catch {
    throw busErrors.messageInvalid(message.subject);
  }
}

function isCallContext(value: unknown): value is CallContext {
  return (
    typeof value === 'object' &&
    value !== null &&
    'deadline' in value &&
    'commandId' in value &&
    'principal' in value &&
    Number.isFinite(value.deadline) &&
    typeof value.commandId === 'string' &&
    typeof value.principal === 'object' &&
    value.principal !== null
  );
}

type Reply = { readonly ok: unknown } | { readonly error: ErrorEnvelope };

export function encodeReply(value: unknown): string {
  return JSON.stringify({ ok: value ?? null });
}

export function encodeError(error: unknown): string {
  return JSON.stringify({ error: envelopeOf(error) });
}

/** A ReeveError crosses as it is; anything else is a bug whose text stays in the log of the process that has it. */
export function envelopeOf(error: unknown): ErrorEnvelope {
  return (error instanceof ReeveError ? error : errors.internal()).toEnvelope();
}

/** @throws ReeveError the error that the reply carries; `INTERNAL` when it is no reply of Reeve's. */
export function decodeReply(text: string): unknown {
  const reply = parseReply(text);
  if (reply === undefined) throw errors.internal();
  if ('error' in reply) throw ReeveError.fromEnvelope(reply.error);
  return reply.ok;
}

function parseReply(text: string): Reply | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) return undefined;
    return 'ok' in value || ('error' in value && isEnvelope(value.error)) ? (value as Reply) : undefined;
  } catch {
    return undefined;
  }
}

function isEnvelope(value: unknown): value is ErrorEnvelope {
  return (
    typeof value === 'object' &&
    value !== null &&
    'code' in value &&
    'detail' in value &&
    'status' in value &&
    typeof value.code === 'string' &&
    typeof value.detail === 'string' &&
    typeof value.status === 'number'
  );
}
