import type { StatusObject } from '@grpc/grpc-js';
import { Metadata, status } from '@grpc/grpc-js';

import { MAX_APPEND_BYTES } from './limits.js';

/** A call's end with another code than 0; the client tells what it means by the trailer `exception`. */
export class RpcError extends Error implements StatusObject {
  override readonly name = 'RpcError';
  readonly metadata = new Metadata();

  constructor(
    readonly code: status,
    readonly details: string,
    trailers: Readonly<Record<string, string>> = {},
  ) {
    super(details);
    for (const [key, value] of Object.entries(trailers)) this.metadata.set(key, toHeader(value));
  }
}

export function streamDeleted(stream: string): RpcError {
  return new RpcError(status.FAILED_PRECONDITION, `Event stream '${stream}' is deleted.`, {
    exception: 'stream-deleted',
    'stream-name': stream,
  });
}

/** @param expected -2 any, -1 no stream, -4 stream exists, or a revision; the same for `actual`. */
export function wrongExpectedVersion(stream: string, expected: number, actual: number): RpcError {
  return new RpcError(
    status.FAILED_PRECONDITION,
    `Append failed due to WrongExpectedVersion. Stream: ${stream}, Expected version: ${expected}, Actual version: ${actual}`,
    {
      exception: 'wrong-expected-version',
      'stream-name': stream,
      'expected-version': String(expected),
      'actual-version': String(actual),
    },
  );
}

export function maximumAppendSizeExceeded(): RpcError {
  return new RpcError(status.INVALID_ARGUMENT, `Maximum Append Size of ${MAX_APPEND_BYTES} Exceeded.`, {
    exception: 'maximum-append-size-exceeded',
    'maximum-append-size': String(MAX_APPEND_BYTES),
  });
}

export function notLeader({ host, port }: { readonly host: string; readonly port: number }): RpcError {
  return new RpcError(status.NOT_FOUND, 'Leader info available', {
    exception: 'not-leader',
    'leader-endpoint-host': host,
    'leader-endpoint-port': String(port),
  });
}

export function accessDenied(): RpcError {
  return new RpcError(status.PERMISSION_DENIED, 'Access Denied', { exception: 'access-denied' });
}

export function unauthenticated(): RpcError {
  return new RpcError(status.UNAUTHENTICATED, 'Bad HTTP status code: 401');
}

export function notReady(): RpcError {
  return new RpcError(status.UNAVAILABLE, 'Server Is Not Ready');
}

export function unavailable(): RpcError {
  return new RpcError(status.UNAVAILABLE, 'Server Is Not Available');
}

/** What the server says where it has nothing better: code 2 and no trailer. */
export function unknown(details: string): RpcError {
  return new RpcError(status.UNKNOWN, details);
}

export function invalidArgument(details: string): RpcError {
  return new RpcError(status.INVALID_ARGUMENT, details);
}

/** What else is thrown is a bug of the double: to be seen, and not to end the other calls. */
export function toRpcError(error: unknown): RpcError {
  if (error instanceof RpcError) return error;
  console.error(error);
  return unknown(String(error));
}

/** A trailer takes printable ASCII only. */
function toHeader(value: string): string {
  return value.replace(/[^\x20-\x7e]/g, '?');
}
