import { ErrorCode } from 'nats';

/** Why there is no connection. `refused`: the server is there and will not have this process, or cannot prove that it is the one. */
export interface ConnectionFailure {
  readonly kind: 'away' | 'refused';
  /** For people: `CONNECTION_REFUSED`, `'Authorization Violation'`. */
  readonly reason: string;
}

const REFUSALS: ReadonlySet<string> = new Set([
  ErrorCode.AuthorizationViolation,
  ErrorCode.AuthenticationExpired,
  ErrorCode.AccountExpired,
  ErrorCode.BadAuthentication,
  ErrorCode.BadCreds,
  ErrorCode.ServerOptionNotAvailable,
  ErrorCode.Tls,
]);
/** Node's and OpenSSL's names for a certificate or a handshake that will not do. */
const TLS_REFUSAL = /^(ERR_TLS_|ERR_SSL_|CERT_|SELF_SIGNED_|DEPTH_ZERO_|UNABLE_TO_|EPROTO$)/;

/** @param error what the client rejected a connection with, which now and then is nothing at all. */
export function connectionFailure(error: unknown): ConnectionFailure {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const message = error instanceof Error ? error.message : 'it closed the connection';
  return {
    kind: REFUSALS.has(code) || TLS_REFUSAL.test(code) ? 'refused' : 'away',
    reason: code === '' || message.includes(code) ? message : `${message} (${code})`,
  };
}
