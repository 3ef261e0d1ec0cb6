import codes from '@eventstore/db-client/generated/code_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import statuses from '@eventstore/db-client/generated/status_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import anys from 'google-protobuf/google/protobuf/any_pb.js';
import emptys from 'google-protobuf/google/protobuf/empty_pb.js';

import type { ExpectedRevision } from '../log/decide-append.js';
import type { WriteOutcome } from '../log/transaction-log.js';
import type { Append } from './appender.js';
import { MAX_APPEND_BYTES } from './limits.js';

/** What one append of a batch stream is answered with. */
export interface BatchAnswer {
  readonly content: streams.BatchAppendResp.Success | statuses.Status;
  /** It does not say to which append it belongs. */
  readonly toNobody?: true;
}

const { Code } = codes;
const PACKAGE = 'event_store.client';

export function outcomeAnswer(
  outcome: WriteOutcome,
  { stream, expected }: Pick<Append, 'stream' | 'expected'>,
): BatchAnswer {
  switch (outcome.kind) {
    case 'written':
      return written(outcome.revision, outcome.position);
    case 'wrong revision':
      return wrongExpectedVersion(expected, outcome.actual);
    case 'deleted':
      return failure(
        Code.FAILED_PRECONDITION,
        'StreamDeleted',
        new shared.StreamDeleted().setStreamIdentifier(
          new shared.StreamIdentifier().setStreamName(Buffer.from(stream)),
        ),
      );
  }
}

export function timeout(): BatchAnswer {
  return failure(Code.DEADLINE_EXCEEDED, 'Timeout', new shared.Timeout());
}

export function accessDenied(): BatchAnswer {
  return failure(Code.PERMISSION_DENIED, 'AccessDenied', new shared.AccessDenied());
}

export function badRequest(message: string): BatchAnswer {
  return failure(Code.INVALID_ARGUMENT, 'BadRequest', new shared.BadRequest().setMessage(message));
}

export function maximumAppendSizeExceeded(): BatchAnswer {
  const details = new shared.MaximumAppendSizeExceeded().setMaxappendsize(MAX_APPEND_BYTES);
  return failure(Code.INVALID_ARGUMENT, 'MaximumAppendSizeExceeded', details);
}

/** An error of code 0 whose details say nothing: what the server really sends while it starts. */
export function notReady(): BatchAnswer {
  const details = new anys.Any();
  details.pack(new emptys.Empty().serializeBinary(), 'google.protobuf.Empty');
  return {
    content: new statuses.Status().setCode(Code.OK).setMessage('Server Is Not Ready').setDetails(details),
  };
}

function written(revision: number, position: number): BatchAnswer {
  const at = new shared.AllStreamPosition()
    .setCommitPosition(String(position))
    .setPreparePosition(String(position));
  return {
    content: new streams.BatchAppendResp.Success().setCurrentRevision(String(revision)).setPosition(at),
  };
}

function wrongExpectedVersion(expected: ExpectedRevision, actual: number): BatchAnswer {
  const details = new shared.WrongExpectedVersion();
  if (actual < 0) details.setCurrentNoStream(new emptys.Empty());
  else details.setCurrentStreamRevision(String(actual));
  if (expected === 'any') details.setExpectedAny(new emptys.Empty());
  else if (expected === 'no stream') details.setExpectedNoStream(new emptys.Empty());
  else if (expected === 'stream exists') details.setExpectedStreamExists(new emptys.Empty());
  else details.setExpectedStreamPosition(String(expected));
  return failure(Code.ALREADY_EXISTS, 'WrongExpectedVersion', details);
}

function failure(code: codes.Code, name: string, content: { serializeBinary(): Uint8Array }): BatchAnswer {
  const details = new anys.Any();
  details.pack(content.serializeBinary(), `${PACKAGE}.${name}`);
  return { content: new statuses.Status().setCode(code).setMessage(name).setDetails(details) };
}
