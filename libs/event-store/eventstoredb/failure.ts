import {
  AccessDeniedError,
  isCommandError,
  MaxAppendSizeExceededError,
  StreamDeletedError,
  StreamNotFoundError,
  WrongExpectedVersionError,
} from '@eventstore/db-client';
import { EventStoreRefusedError, EventStoreUnavailableError, MAX_APPEND_BYTES } from '@reeve/event-store';

/**
 * What the client's error means.
 *
 * `conflict`: the stream is not as expected. `refused`: nobody but the operator can change that. `not-sent`: the server was
 * not reached, or takes nothing yet. `no-stream`: there is none to read. `bad-request`: code 2, which the server answers to
 * what it cannot read, such as a position that never was. `interrupted`: anything else; a server that was asked may have done
 * it.
 */
export type Failure =
  | { readonly kind: 'conflict'; readonly actual: number | undefined }
  | {
      readonly kind: 'refused' | 'not-sent' | 'no-stream' | 'bad-request' | 'interrupted';
      readonly message: string;
    };

/** What a gRPC status code says, of those that matter. */
const CODE = { unknown: 2, permissionDenied: 7, unavailable: 14, unauthenticated: 16 } as const;

/** OpenSSL's words for a certificate that is not trusted, and for a server that speaks no TLS. All come with code 14. */
const TLS_REFUSED = /certificate|self.signed|wrong version number|CERT_|ERR_TLS|ERR_SSL/i;

/**
 * No connection was there to send anything through; or the server starts and says so, on an append by an error of code 0
 * that the client does not recognise.
 */
const NOT_SENT =
  /No connection established|Name resolution failed|Failed to discover|Server Is Not Ready|Channel (closed|has been shut)/;

/**
 * Classifies by class, gRPC code and message together: what has one class for reads has another for appends (README beside
 * this file has the table).
 */
export function classify(error: unknown): Failure {
  const message = messageOf(error);
  if (error instanceof WrongExpectedVersionError) {
    const { actualVersion } = error;
    return {
      kind: 'conflict',
      actual: typeof actualVersion === 'bigint' ? Number(actualVersion) : undefined,
    };
  }
  if (error instanceof StreamNotFoundError) return { kind: 'no-stream', message };
  const refused = refusalOf(error, message);
  if (refused !== undefined) return { kind: 'refused', message: refused };
  if (NOT_SENT.test(message) || isFromBeforeSending(error)) return { kind: 'not-sent', message };
  if (codeOf(error) === CODE.unknown) return { kind: 'bad-request', message };
  return { kind: 'interrupted', message };
}

/** The client asks what the server can before it appends, and does not turn the error of that question into its own. */
export function isFromBeforeSending(error: unknown): boolean {
  return codeOf(error) !== undefined && !(error instanceof Error && isCommandError(error));
}

function refusalOf(error: unknown, message: string): string | undefined {
  const code = codeOf(error);
  if (error instanceof AccessDeniedError || code === CODE.permissionDenied || code === CODE.unauthenticated) {
    return 'EventStoreDB denies access: check the user name and password in REEVE_EVENT_STORE_URL';
  }
  if (code === CODE.unavailable && TLS_REFUSED.test(message)) {
    return `EventStoreDB cannot be trusted, check tls and tlsCAFile in REEVE_EVENT_STORE_URL (${message})`;
  }
  if (error instanceof StreamDeletedError) {
    return `Stream ${error.streamName} was deleted in EventStoreDB itself, which Reeve never does`;
  }
  if (error instanceof MaxAppendSizeExceededError) {
    return (
      `EventStoreDB takes only ${error.maxAppendSize} bytes at once: ` +
      `its MaxAppendSize has to be at least ${MAX_APPEND_BYTES}`
    );
  }
  return undefined;
}

function codeOf(error: unknown): number | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'number' ? error.code : undefined;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The port's error for a failed reading, or for what ended a subscription. */
export function toPortError(failure: Failure): Error {
  if (failure.kind === 'refused') return new EventStoreRefusedError(failure.message);
  const reason = failure.kind === 'conflict' ? failure.kind : failure.message;
  return new EventStoreUnavailableError(`EventStoreDB cannot be read: ${reason}`);
}
