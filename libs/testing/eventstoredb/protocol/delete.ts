import streams from '@eventstore/db-client/generated/streams_pb.js';
import type { handleUnaryCall, sendUnaryData } from '@grpc/grpc-js';

import type { ExpectedRevision } from '../log/decide-append.js';
import type { TransactionLog, WriteOutcome } from '../log/transaction-log.js';
import type { Calls } from './calls.js';
import { toExpectedRevision } from './proposals.js';
import { invalidArgument, streamDeleted, wrongExpectedVersion } from './rpc-errors.js';
import { streamNameOf } from './stream-name.js';

type DeleteOptions = streams.DeleteReq.Options | streams.TombstoneReq.Options;

/** Soft deletion. */
export function handleDelete(
  log: TransactionLog,
  calls: Calls,
): handleUnaryCall<streams.DeleteReq, streams.DeleteResp> {
  return (call, answer) => {
    const refusal = calls.refusal(call, { writes: true });
    if (refusal !== undefined) return answer(refusal);
    const write = (stream: string, expected: ExpectedRevision) => log.softDelete(stream, expected);
    void answerDeletion(call.request.getOptions(), write, answer, (position) =>
      new streams.DeleteResp().setPosition(
        new streams.DeleteResp.Position().setCommitPosition(position).setPreparePosition(position),
      ),
    );
  };
}

/** Deletion for good. */
export function handleTombstone(
  log: TransactionLog,
  calls: Calls,
): handleUnaryCall<streams.TombstoneReq, streams.TombstoneResp> {
  return (call, answer) => {
    const refusal = calls.refusal(call, { writes: true });
    if (refusal !== undefined) return answer(refusal);
    const write = (stream: string, expected: ExpectedRevision) => log.tombstone(stream, expected);
    void answerDeletion(call.request.getOptions(), write, answer, (position) =>
      new streams.TombstoneResp().setPosition(
        new streams.TombstoneResp.Position().setCommitPosition(position).setPreparePosition(position),
      ),
    );
  };
}

async function answerDeletion<Response>(
  options: DeleteOptions | undefined,
  write: (stream: string, expected: ExpectedRevision) => Promise<WriteOutcome>,
  answer: sendUnaryData<Response>,
  toResponse: (position: string) => Response,
): Promise<void> {
  if (options === undefined) return answer(invalidArgument('No stream is named'));
  const stream = streamNameOf(options);
  const expected = toExpectedRevision(options, options.getRevision());
  const outcome = await write(stream, expected);
  if (outcome.kind === 'written') return answer(null, toResponse(String(outcome.position)));
  if (outcome.kind === 'deleted') return answer(streamDeleted(stream));
  answer(wrongExpectedVersion(stream, toNumber(expected), outcome.actual));
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
