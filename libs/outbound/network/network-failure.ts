import type { ReeveError } from '@reeve/contracts';
import { errors } from 'undici';
import { outboundErrors, reeveErrorIn } from '../outbound.errors.js';

/** What a failure of `fetch`, or of reading its body, means to the one who gave the URL. */
export function networkFailure(error: unknown, origin: string, limits: FailureLimits): ReeveError {
  const known = reeveErrorIn(error);
  if (known !== undefined) return known;
  const cause = innermost(error);
  const code = errorCode(cause);
  if (code === 'UND_ERR_HEADERS_OVERFLOW' || code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') {
    return outboundErrors.tooLarge(limits.maxBytes);
  }
  if (code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT') {
    return outboundErrors.timeout(limits.timeoutMs);
  }
  // The Fetch standard refuses ports of protocols that HTTP could be mistaken for, such as SMTP's.
  if (cause instanceof Error && cause.message === 'bad port') {
    return outboundErrors.urlInvalid('has a port that belongs to another protocol');
  }
  if (cause instanceof errors.HTTPParserError || code?.startsWith('Z_') === true)
    return outboundErrors.notHttp(origin);
  return outboundErrors.unreachable(origin, unreachableBecause(cause));
}

interface FailureLimits {
  readonly maxBytes: number;
  readonly timeoutMs: number;
}

export function unreachableBecause(error: unknown): string {
  const code = errorCode(error) ?? 'the connection failed';
  switch (code) {
    case 'ECONNREFUSED':
      return 'it refuses the connection';
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return 'its name cannot be resolved';
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
    case 'EADDRNOTAVAIL':
      return 'there is no route to it';
    case 'ECONNRESET':
    case 'EPIPE':
    case 'UND_ERR_SOCKET':
      return 'it closed the connection';
    default:
      return code;
  }
}

export function errorCode(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (typeof code === 'string') return code;
  // Several addresses were tried: they mostly fail alike, and the first is the one preferred.
  return error instanceof AggregateError ? errorCode(error.errors[0]) : undefined;
}

function innermost(error: unknown): unknown {
  let current = error;
  while (current instanceof Error && current.cause instanceof Error) current = current.cause;
  return current;
}
