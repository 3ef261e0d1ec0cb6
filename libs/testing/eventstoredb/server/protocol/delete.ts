import streams from '@eventstore/db-client/generated/streams_pb.js';
import type { ServerUnaryCall } from '@grpc/grpc-js';

import type { ExpectedRevision } from '../log/decide-append.js';
import type { TransactionLog, WriteOutcome } from '../log/transaction-log.js';
import { answerOnce } from './answer-once.js';
import type { Calls } from './calls.js';
import { toExpectedRevision } from './proposals.js';
import { invalidArgument, streamDeleted, wrongExpectedVersion } from './rpc-errors.js';
import { streamNameOf } from './stream-name.js';

const { DeleteResp, TombstoneResp } = streams;

type DeletionOptions = streams.DeleteReq.Options | streams.TombstoneReq.Options;
type Deletion = (stream: string, expected: ExpectedRevision) => Promise<WriteOutcome>;

/** Soft deletion. */
export function handleDelete(log: TransactionLog, calls: Calls) {
  const softDelete: Deletion = (stream, expected) => log.softDelete(stream, expected);
  return answerOnce(async (call: ServerUnaryCall<streams.DeleteReq, streams.DeleteResp>) => {
    calls.admit(call, { writes: true });
    const position = await positionOf(softDelete, call.request.getOptions());
    const at = new DeleteResp.Position().setCommitPosition(position).setPreparePosition(position);
    return new DeleteResp().setPosition(at);
  });
}

/** Deletion for good. */
export function handleTombstone(log: TransactionLog, calls: Calls) {
  const tombstone: Deletion = (stream, expected) => log.tombstone(stream, expected);
  return answerOnce(async (call: ServerUnaryCall<streams.TombstoneReq, streams.TombstoneResp>) => {
    calls.admit(call, { writes: true });
    const position = await positionOf(tombstone, call.request.getOptions());
    const at = new TombstoneResp.Position().setCommitPosition(position).setPreparePosition(position);
    return new TombstoneResp().setPosition(at);
  });
}

/** @throws RpcError when the stream is not as expected, or deleted already. */
async function positionOf(deletion: Deletion, options: DeletionOptions | undefined): Promise<string> {
  if (options === undefined) throw invalidArgument('No stream is named');
  const stream = streamNameOf(options);
  const expected = toExpectedRevision(options, options.getRevision());
  const outcome = await deletion(stream, expected);
  switch (outcome.kind) {
    case 'written':
      return String(outcome.position);
    case 'wrong revision':
      throw wrongExpectedVersion(stream, toNumber(expected), outcome.actual);
    case 'deleted':
      throw streamDeleted(stream);
  }
}

/** What these calls' errors say for an expectation that is no revision. */
function toNumber(expected: ExpectedRevision): number {
  switch (expected) {
    case 'no stream':
      return -1;
    case 'any':
      return -2;
    case 'stream exists':
      return -4;
    default:
      return expected;
  }
}
