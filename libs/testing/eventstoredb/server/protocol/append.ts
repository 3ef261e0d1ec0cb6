import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import type { ServerReadableStream } from '@grpc/grpc-js';

import type { ExpectedRevision } from '../log/decide-append.js';
import type { ProposedEvent } from '../log/log-record.js';
import type { WriteOutcome } from '../log/transaction-log.js';
import { answerOnce } from './answer-once.js';
import type { Appender } from './appender.js';
import type { Calls } from './calls.js';
import { isTooLarge, toExpectedRevision, toProposal } from './proposals.js';
import { invalidArgument, maximumAppendSizeExceeded, streamDeleted } from './rpc-errors.js';
import { streamNameOf } from './stream-name.js';

type AppendCall = ServerReadableStream<streams.AppendReq, streams.AppendResp>;

const { AppendResp } = streams;

/** The older call, one for each append, by which the client appends where it is given credentials with the append. */
export function handleAppend(appender: Appender, calls: Calls) {
  return answerOnce(async (call: AppendCall) => {
    calls.admit(call, { writes: true });
    let options: streams.AppendReq.Options | undefined;
    const events: ProposedEvent[] = [];
    for await (const message of call as AsyncIterable<streams.AppendReq>) {
      options ??= message.getOptions();
      const proposed = message.getProposedMessage();
      if (proposed !== undefined) events.push(toProposal(proposed));
    }
    const stream = options === undefined ? '' : streamNameOf(options);
    if (options === undefined || stream === '') throw invalidArgument('No stream is named');
    if (isTooLarge(events)) throw maximumAppendSizeExceeded();
    if (events.some(({ type }) => type === '')) throw invalidArgument('An event has no type');
    const expected = toExpectedRevision(options, options.getRevision());
    const deadline = Number(call.getDeadline());
    const outcome = await appender.append({ stream, expected, events, deadline, peer: call.getPeer() });
    return outcome === undefined ? never() : toResponse(outcome, stream, expected);
  });
}

/** @throws RpcError when the stream is deleted. */
function toResponse(outcome: WriteOutcome, stream: string, expected: ExpectedRevision): streams.AppendResp {
  switch (outcome.kind) {
    case 'written':
      return written(outcome.revision, outcome.position);
    case 'wrong revision':
      return wrongExpectedVersion(expected, outcome.actual);
    case 'deleted':
      throw streamDeleted(stream);
  }
}

function written(revision: number, position: number): streams.AppendResp {
  const at = new AppendResp.Position()
    .setCommitPosition(String(position))
    .setPreparePosition(String(position));
  return new AppendResp().setSuccess(
    new AppendResp.Success().setCurrentRevision(String(revision)).setPosition(at),
  );
}

function wrongExpectedVersion(expected: ExpectedRevision, actual: number): streams.AppendResp {
  const wrong = new AppendResp.WrongExpectedVersion();
  if (actual < 0) wrong.setCurrentNoStream(new shared.Empty());
  else wrong.setCurrentRevision(String(actual));
  if (expected === 'any') wrong.setExpectedAny(new shared.Empty());
  else if (expected === 'no stream') wrong.setExpectedNoStream(new shared.Empty());
  else if (expected === 'stream exists') wrong.setExpectedStreamExists(new shared.Empty());
  else wrong.setExpectedRevision(String(expected));
  return new AppendResp().setWrongExpectedVersion(wrong);
}

/** The call is left to its deadline. */
function never(): Promise<never> {
  return new Promise(() => undefined);
}
