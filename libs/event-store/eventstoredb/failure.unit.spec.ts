import {
  AccessDeniedError,
  CancelledError,
  DeadlineExceededError,
  MaxAppendSizeExceededError,
  NotLeaderError,
  StreamDeletedError,
  StreamNotFoundError,
  UnavailableError,
  UnknownError,
  WrongExpectedVersionError,
} from '@eventstore/db-client';
import { Metadata, status } from '@grpc/grpc-js';
import type { ServiceError } from '@grpc/grpc-js';
import { EventStoreRefusedError, EventStoreUnavailableError } from '@reeve/event-store';
import { describe, expect, it } from 'vitest';

import { classify, isFromBeforeSending, toPortError } from './failure.js';

/** An error as gRPC gives it to the client, which makes one of its own classes of it, or does not. */
function grpcError(code: status, details: string, described: Record<string, string> = {}): ServiceError {
  const metadata = new Metadata();
  for (const [key, value] of Object.entries(described)) metadata.set(key, value);
  return Object.assign(new Error(`${code} ${details}`), { code, details, metadata });
}

const UNTRUSTED = 'No connection established. Last error: Error: unable to verify the first certificate';

describe('What the client throws', () => {
  it.each([
    [
      'not-sent',
      'a server that is down, at the first append',
      grpcError(status.UNAVAILABLE, 'No connection established'),
    ],
    [
      'not-sent',
      'a server that stops, at the first append',
      grpcError(status.UNAVAILABLE, 'read ECONNRESET'),
    ],
    [
      'not-sent',
      'a server that is down, at a read',
      new UnavailableError(grpcError(status.UNAVAILABLE, 'No connection established')),
    ],
    [
      'not-sent',
      'a name that is not known',
      new UnavailableError(grpcError(status.UNAVAILABLE, 'Name resolution failed for target')),
    ],
    ['not-sent', 'a cluster that is not found', new Error('Failed to discover after 10 attempts.')],
    [
      'not-sent',
      'a starting server, at an append',
      new UnknownError(undefined, 'Could not recognize Server Is Not Ready'),
    ],
    [
      'not-sent',
      'a starting server, at a read',
      new UnavailableError(grpcError(status.UNAVAILABLE, 'Server Is Not Ready')),
    ],
    ['not-sent', 'a connection that was given up', new Error('Channel has been shut down')],
    [
      'interrupted',
      'a server that was killed',
      new UnavailableError(grpcError(status.UNAVAILABLE, 'Connection dropped')),
    ],
    [
      'interrupted',
      'a connection that was reset',
      new UnavailableError(grpcError(status.UNAVAILABLE, 'read ECONNRESET')),
    ],
    ['interrupted', 'a deadline, at an append', new DeadlineExceededError()],
    [
      'interrupted',
      'a call that the server cancelled',
      new CancelledError(grpcError(status.CANCELLED, 'Cancelled')),
    ],
    [
      'interrupted',
      'a stream reset by the server',
      new UnknownError(grpcError(status.INTERNAL, 'Received RST_STREAM with code 2')),
    ],
    [
      'interrupted',
      'a call that was cancelled here',
      new UnknownError(grpcError(status.CANCELLED, 'Cancelled on client')),
    ],
    [
      'interrupted',
      'a node that is no longer leader',
      new NotLeaderError(
        grpcError(status.NOT_FOUND, 'Leader info', {
          'leader-endpoint-host': 'b',
          'leader-endpoint-port': '2113',
        }),
      ),
    ],
    ['interrupted', 'what is no error at all', 'nothing'],
    [
      'bad-request',
      'a position that never was',
      new UnknownError(grpcError(status.UNKNOWN, 'Exception was thrown by handler.')),
    ],
    [
      'no-stream',
      'a stream without events',
      new StreamNotFoundError(grpcError(status.NOT_FOUND, ''), 'a-stream'),
    ],
    ['refused', 'a wrong password, at an append', new AccessDeniedError(undefined)],
    [
      'refused',
      'a wrong password, at a read',
      new AccessDeniedError(grpcError(status.PERMISSION_DENIED, 'Access Denied')),
    ],
    ['refused', 'no right', new UnknownError(grpcError(status.PERMISSION_DENIED, 'Access Denied'))],
    ['refused', 'no password, before the first append', grpcError(status.UNAUTHENTICATED, 'Unauthenticated')],
    [
      'refused',
      'a certificate that is not trusted, at the first append',
      grpcError(status.UNAVAILABLE, UNTRUSTED),
    ],
    [
      'refused',
      'a certificate that is not trusted, at a read',
      new UnavailableError(grpcError(status.UNAVAILABLE, UNTRUSTED)),
    ],
    [
      'refused',
      'a server without TLS',
      new UnavailableError(grpcError(status.UNAVAILABLE, 'EPROTO: SSL routines: wrong version number')),
    ],
    ['refused', 'a stream that was deleted', StreamDeletedError.fromStreamName('a-stream')],
    ['refused', 'a server that takes less', MaxAppendSizeExceededError.fromMaxAppendSize(1000)],
  ])('is %s for %s', (kind, _, error) => {
    expect(classify(error).kind).toBe(kind);
  });

  it.each([
    { current: 4n, actual: 4 },
    { current: 'no_stream' as const, actual: undefined },
  ])('is a conflict where the stream is at $actual', ({ current, actual }) => {
    const versions = { streamName: 'a-stream', current, expected: 2n };
    const error = new WrongExpectedVersionError(null as never, versions);
    expect(classify(error)).toEqual({ kind: 'conflict', actual });
  });

  it('names the setting where the operator has to act', () => {
    expect(classify(new AccessDeniedError(undefined))).toMatchObject({
      message: expect.stringContaining('REEVE_EVENT_STORE_URL') as unknown,
    });
    expect(classify(grpcError(status.UNAVAILABLE, UNTRUSTED))).toMatchObject({
      message: expect.stringContaining('tlsCAFile') as unknown,
    });
    expect(classify(MaxAppendSizeExceededError.fromMaxAppendSize(1000))).toMatchObject({
      message: expect.stringContaining('MaxAppendSize') as unknown,
    });
  });

  it('is from before an append was sent where the client has not made it its own', () => {
    expect(isFromBeforeSending(grpcError(status.INTERNAL, 'Received RST_STREAM'))).toBe(true);
    expect(
      isFromBeforeSending(new UnavailableError(grpcError(status.UNAVAILABLE, 'Connection dropped'))),
    ).toBe(false);
    expect(isFromBeforeSending(new TypeError('a bug'))).toBe(false);
  });

  it('is a refusal or an unavailable store for whoever reads', () => {
    expect(toPortError(classify(new AccessDeniedError(undefined)))).toBeInstanceOf(EventStoreRefusedError);
    for (const error of [
      new DeadlineExceededError(),
      grpcError(status.UNAVAILABLE, 'No connection established'),
      'nothing',
    ]) {
      expect(toPortError(classify(error))).toBeInstanceOf(EventStoreUnavailableError);
    }
  });
});
