import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import type { sendUnaryData, ServerReadableStream } from '@grpc/grpc-js';

import type { ExpectedRevision } from '../log/decide-append.js';
import type { ProposedEvent } from '../log/log-record.js';
import type { WriteOutcome } from '../log/transaction-log.js';
import type { Appender } from './appender.js';
import type { Calls } from './calls.js';
import { isTooLarge, toExpectedRevision, toProposal } from './proposals.js';
import { invalidArgument, maximumAppendSizeExceeded, streamDeleted } from './rpc-errors.js';
import { streamNameOf } from './stream-name.js';

const { AppendResp } = streams;

/** The older call, one for each append, by which the client appends where it is given credentials with the append. */
export function handleAppend(appender: Appender, calls: Calls) {
  return (
    call: ServerReadableStream<streams.AppendReq, streams.AppendResp>,
    answer: sendUnaryData<streams.AppendResp>,
  ): void => {
    const refusal = calls.refusal(call, { writes: true });
    if (refusal !== undefined) return answer(refusal);
    let options: streams.AppendReq.Options | undefined;
    const events: ProposedEvent[] = [];
    call.on('data', (message: streams.AppendReq) => {
      options ??= message.getOptions();
      const proposed = message.getProposedMessage();
      if (proposed !== undefined) events.push(toProposal(proposed));
    });
    call.on('end', () => {
      if (options === undefined) return answer(invalidArgument('No stream is named'));
      const stream = streamNameOf(options);
      if (isTooLarge(events)) return answer(maximumAppendSizeExceeded());
      if (stream === '') return answer(invalidArgument('eventStreamId'));
      if (events.some(({ type }) => type === '')) return answer(invalidArgument('Empty eventType provided'));
      const expected = toExpectedRevision(options, options.getRevision());
      const deadline = Number(call.getDeadline());
      void appender.append({ stream, expected, events, deadline, peer: call.getPeer() }).then((outcome) => {
        if (outcome?.kind === 'deleted') answer(streamDeleted(stream));
        else if (outcome !== undefined) answer(null, toResponse(outcome, expected));
      });
    });
  };
}

function toResponse(
  outcome: Exclude<WriteOutcome, { kind: 'deleted' }>,
  expected: ExpectedRevision,
): streams.AppendResp {
  if (outcome.kind === 'written') {
    const { revision, position } = outcome;
    const at = new AppendResp.Position()
      .setCommitPosition(String(position))
      .setPreparePosition(String(position));
    return new AppendResp().setSuccess(
      new AppendResp.Success().setCurrentRevision(String(revision)).setPosition(at),
    );
  }
  const wrong = new AppendResp.WrongExpectedVersion();
  if (outcome.actual < 0) wrong.setCurrentNoStream(new shared.Empty());
  else wrong.setCurrentRevision(String(outcome.actual));
  if (expected === 'any') wrong.setExpectedAny(new shared.Empty());
  else if (expected === 'no stream') wrong.setExpectedNoStream(new shared.Empty());
  else if (expected === 'stream exists') wrong.setExpectedStreamExists(new shared.Empty());
  else wrong.setExpectedRevision(String(expected));
  return new AppendResp().setWrongExpectedVersion(wrong);
}
